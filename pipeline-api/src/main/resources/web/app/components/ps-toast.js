/** Short words that something was done; gone after some seconds. Refusals are shown where they happened instead. */
import { html } from 'lit';
import { PsElement } from '../core/element.js';

class PsToast extends PsElement {
  static properties = { items: { state: true } };

  constructor() {
    super();
    this.items = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'status');
    this.setAttribute('aria-live', 'polite');
  }

  say(text) {
    const item = { text };
    this.items = [...this.items.slice(-3), item];
    setTimeout(() => {
      this.items = this.items.filter((each) => each !== item);
    }, 10_000);
  }

  render() {
    return html`${this.items.map((item) => html`<div class="toast">${item.text}</div>`)}`;
  }
}
customElements.define('ps-toast', PsToast);

/** @param {string} text */
export function toast(text) {
  document.querySelector('ps-toast')?.say(text);
}
