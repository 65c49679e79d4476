/** Something is on its way. Attributes: `rows` (how many grey lines), `label`. */
import { html } from 'lit';
import { PsElement } from '../core/element.js';

class PsLoading extends PsElement {
  static properties = { rows: { type: Number }, label: {} };

  render() {
    return html`<div class="skeleton" role="status"><b class="visually-hidden">${this.label ?? 'Loading'}</b>${Array.from({ length: this.rows ?? 4 }, () => html`<span></span>`)}</div>`;
  }
}
customElements.define('ps-loading', PsLoading);
