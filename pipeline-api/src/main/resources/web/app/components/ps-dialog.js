/**
 * A dialog over everything; `<dialog>` keeps the focus inside and Escape closes it. Properties: `open`,
 * `heading`, `body` and `buttons` (templates; `buttons` replaces "Close"), `wide`. Event: `close`.
 */
import { html, nothing } from 'lit';
import { PsElement, emit } from '../core/element.js';

let last = 0;

class PsDialog extends PsElement {
  static properties = {
    open: { type: Boolean }, heading: {}, body: { attribute: false }, buttons: { attribute: false }, wide: { type: Boolean },
  };

  constructor() {
    super();
    this.labelId = `dialog-${(last += 1)}`;
  }

  render() {
    return html`<dialog class=${this.wide ? 'wide' : ''} aria-labelledby=${this.labelId} @close=${this.closed} @cancel=${(event) => event.stopPropagation()}>
      ${this.open ? html`<h2 id=${this.labelId}>${this.heading}</h2>${this.body}
      <div class="buttons">${this.buttons ?? html`<button @click=${() => this.hide()}>Close</button>`}</div>` : ''}
    </dialog>`;
  }

  updated() {
    const dialog = this.querySelector('dialog');
    if (this.open && !dialog.open) dialog.showModal();
    if (!this.open && dialog.open) dialog.close();
  }

  hide() {
    this.open = false;
  }

  closed(event) {
    event.stopPropagation();
    this.open = false;
    emit(this, 'close');
  }
}
customElements.define('ps-dialog', PsDialog);

/**
 * Asks before something is done, does it, and shows in the dialog why it was refused.
 * @param {{heading: string, body: unknown, action: string, danger?: boolean, run: () => Promise<any>}} question
 *   `run` does it; a failure keeps the dialog open
 * @returns {Promise<any>} what `run` gave, or undefined where the answer was no
 */
export function confirm({ heading, body, action, danger = false, run }) {
  return new Promise((resolve) => {
    const dialog = document.createElement('ps-dialog');
    let busy = false;
    let problem = null;
    let result;
    const show = () => {
      dialog.body = html`${body}${problem ? html`<ps-problem .problem=${problem} heading=${[undefined, 400].includes(problem.status) ? 'Nothing was done' : nothing}></ps-problem>` : ''}`;
      dialog.buttons = html`<button @click=${() => dialog.hide()} ?disabled=${busy}>Not now</button>
        <button class=${danger ? 'danger' : 'primary'} @click=${doIt} ?disabled=${busy}>${busy ? 'One moment…' : action}</button>`;
      dialog.requestUpdate();
    };
    const doIt = async () => {
      busy = true;
      problem = null;
      show();
      try {
        result = await run();
        dialog.hide();
      } catch (error) {
        problem = error;
      }
      busy = false;
      show();
      if (problem) dialog.updateComplete.then(() => (dialog.querySelector('input') ?? dialog.querySelector('.buttons button:last-child')).focus());
    };
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      if (!busy) doIt();
    });
    dialog.heading = heading;
    show();
    dialog.open = true;
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
  });
}
