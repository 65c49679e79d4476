/**
 * Tabs, one panel at a time; arrow keys move. Properties: `tabs` [{id, label, count?}], `selected` (an
 * id), `label`, `panel` (template of the selected one). Event: `select` {id}.
 */
import { html } from 'lit';
import { PsElement, emit } from '../core/element.js';

let last = 0;

class PsTabs extends PsElement {
  static properties = { tabs: { attribute: false }, selected: {}, label: {}, panel: { attribute: false } };

  constructor() {
    super();
    this.tabs = [];
    this.ids = `tabs-${(last += 1)}`;
  }

  render() {
    return html`<div role="tablist" aria-label=${this.label ?? 'Views'} @keydown=${this.keys}>
        ${this.tabs.map((tab) => html`<button role="tab" id="${this.ids}-${tab.id}" aria-controls="${this.ids}-panel"
          aria-selected=${tab.id === this.selected} tabindex=${tab.id === this.selected ? 0 : -1}
          @click=${() => emit(this, 'select', { id: tab.id })}>${tab.label}${tab.count ? html` <span class="muted">${tab.count}</span>` : ''}</button>`)}
      </div>
      <div role="tabpanel" id="${this.ids}-panel" aria-labelledby="${this.ids}-${this.selected}" @select=${this.inside}>${this.panel}</div>`;
  }

  /** Text that is selected in a field bubbles under the same name. */
  inside(event) {
    if (!(event instanceof CustomEvent)) event.stopPropagation();
  }

  keys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.tabs.findIndex((tab) => tab.id === this.selected);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    emit(this, 'select', { id: next.id });
    this.querySelector(`#${this.ids}-${next.id}`)?.focus();
  }
}
customElements.define('ps-tabs', PsTabs);
