/**
 * A time: relative, with the exact one as its title; kept up to date.
 * Attributes: `value` (ISO), `exact` (shows the exact time instead).
 */
import { html } from 'lit';
import { PsElement } from '../core/element.js';
import { ago, time } from '../core/format.js';

const shown = new Set();
setInterval(() => {
  if (!document.hidden) for (const element of shown) element.requestUpdate();
}, 15_000);

class PsTime extends PsElement {
  static properties = { value: {}, exact: { type: Boolean } };

  connectedCallback() {
    super.connectedCallback();
    shown.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    shown.delete(this);
  }

  render() {
    if (!this.value) return html`–`;
    return html`<time datetime=${this.value} title=${time(this.value)}>${this.exact ? time(this.value) : ago(this.value)}</time>`;
  }
}
customElements.define('ps-time', PsTime);
