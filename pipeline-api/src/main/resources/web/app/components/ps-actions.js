/**
 * Buttons of things that can be done. Those that the reader's role does not allow are shown, disabled,
 * with the reason. Property: `actions` [{label, role?: string, danger?, primary?, run: () => void}].
 */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';
import { can, onMe } from '../core/me.js';

const roleOf = (action) => action.role ?? 'operator';

class PsActions extends PsElement {
  static properties = { actions: { attribute: false } };

  connectedCallback() {
    super.connectedCallback();
    this.stop = onMe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  render() {
    const actions = this.actions ?? [];
    const missing = [...new Set(actions.map(roleOf).filter((role) => !can(role)))];
    return html`<div class="row">${actions.map((each) => html`<button class="${each.danger ? 'danger' : ''} ${each.primary ? 'primary' : ''}"
        ?disabled=${!can(roleOf(each))} @click=${each.run}>${each.label}</button>`)}</div>
      ${missing.length ? html`<p class="muted small">This needs the role ${missing.join(' or ')}.</p>` : nothing}`;
  }
}
customElements.define('ps-actions', PsActions);
