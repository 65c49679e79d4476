/** A text with line numbers. Properties: `text`, `label`, `first` and `last` (lines from 1; all if not given). */
import { html } from 'lit';
import { PsElement } from '../core/element.js';

class Code extends PsElement {
  static properties = { text: {}, label: {}, first: { type: Number }, last: { type: Number } };

  render() {
    const lines = (this.text ?? '').replace(/\n$/, '').split('\n');
    const first = this.first || 1;
    const shown = lines.slice(first - 1, this.last || lines.length);
    const margin = Math.min(...shown.filter((line) => line.trim()).map((line) => line.search(/\S/)), 80);
    return html`<div class="code" role="region" tabindex="0" aria-label=${this.label ?? 'Text'}>
      <ol start=${first} style="--digits:${String(first + shown.length - 1).length}">${shown.map((line) => html`<li><code>${line.slice(margin) || ' '}</code></li>`)}</ol></div>`;
  }
}

customElements.define('ps-code', Code);
