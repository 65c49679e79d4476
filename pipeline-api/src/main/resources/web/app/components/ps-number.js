/**
 * A number. Attributes: `value`, `as`: `number` (if not given), `compact`, `bytes`, `duration`
 * (milliseconds), `rate` or `percent`. Short forms have the exact number as their title.
 */
import { html } from 'lit';
import { PsElement } from '../core/element.js';
import * as format from '../core/format.js';

class PsNumber extends PsElement {
  static properties = { value: {}, as: {} };

  render() {
    const how = format[this.as ?? 'number'] ?? format.number;
    return html`<span title=${this.as && this.as !== 'number' ? format.number(this.value) : ''}>${how(this.value)}</span>`;
  }
}
customElements.define('ps-number', PsNumber);
