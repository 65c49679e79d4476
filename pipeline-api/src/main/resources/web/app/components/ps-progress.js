/**
 * How far something is. Attributes: `value`, `max` (0 or missing: unknown yet), `label` (what it is,
 * for screen readers), `text` (shown right), `tone` (`good`, `bad`).
 */
import { html } from 'lit';
import { PsElement } from '../core/element.js';
import { number } from '../core/format.js';

class PsProgress extends PsElement {
  static properties = { value: { type: Number }, max: { type: Number }, label: {}, text: {}, tone: {} };

  render() {
    const known = this.max > 0;
    const share = known ? Math.min(1, (this.value ?? 0) / this.max) : 0;
    return html`<div class="progress ${this.tone ?? ''}">
      <div class="track" role="progressbar" aria-label=${this.label ?? 'Progress'} aria-valuemin="0" aria-valuemax=${known ? this.max : 1} aria-valuenow=${known ? Math.min(this.value ?? 0, this.max) : 0} aria-valuetext=${this.text ?? `${number(this.value)} of ${known ? number(this.max) : 'an unknown number'}`}>
        <div class="fill" style="width:${share * 100}%"></div></div>
      <div class="text"><span>${this.label}</span><span>${this.text}</span></div></div>`;
  }
}
customElements.define('ps-progress', PsProgress);
