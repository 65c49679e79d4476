/** Nothing is there, and what to do about it. Properties: `heading`, `text`, `action` (a template). */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';

class PsEmpty extends PsElement {
  static properties = { heading: {}, text: {}, action: { attribute: false } };

  render() {
    return html`<div class="empty"><h2>${this.heading ?? 'Nothing here'}</h2>${this.text ? html`<p>${this.text}</p>` : nothing}${this.action ?? nothing}</div>`;
  }
}
customElements.define('ps-empty', PsEmpty);
