/** Who are you: by a key, or by the organisation's log-in where the server has one. */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';
import { post } from '../core/api.js';
import { logOut, onMe, refreshMe, who } from '../core/me.js';
import { go, route } from '../core/router.js';

/** Why the identity provider's log-in came to nothing, by the word that the server has for it. */
const REFUSED = {
  denied: { message: 'Your organisation’s log-in said no: you, or it, did not agree.', advice: 'Try it again. If it says no again, ask whoever looks after accounts there.' },
  failed: { message: 'The log-in there could not be brought to its end; it may have taken too long.', advice: 'Try it again. If it happens again, an administrator finds the reason in the log of the API.' },
  unavailable: { message: 'Your organisation’s log-in does not answer at the moment.', advice: 'Try it again in a minute, or log in with an API key.' },
};

/** In words for somebody in front of a page; the server's are for programs. */
function explained(problem) {
  return problem.status === 401 ? { message: 'It is unknown, revoked or expired.', advice: 'Look whether all of it was copied, or ask an administrator for another.' } : problem;
}

class PsLoginPage extends PsElement {
  static properties = { back: {}, refused: {}, problem: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.stop = onMe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  render() {
    return html`<div class="login card"><h1>Penstock</h1>${this.content(who())}</div>`;
  }

  content(me) {
    if (me.authentication !== 'required') {
      return html`<p>This server asks nobody who they are: you need not log in.</p><a class="button" href=${this.back}>Go on</a>`;
    }
    if (me.roles.length) {
      return html`<p>You are logged in as <strong>${me.name}</strong>.</p>
        <div class="row"><a class="button primary" href=${this.back}>Go on</a>${this.out('Log out')}</div>`;
    }
    if (me.name) return this.withoutRole(me);
    const single = me.login.oidc;
    return html`
      ${this.refused && single ? html`<ps-problem heading="You were not let in" .problem=${REFUSED[this.refused] ?? REFUSED.failed}></ps-problem>` : nothing}
      ${single ? html`<a class="button primary" href=${this.single(single)} target="_self">Log in with your organisation</a>` : nothing}
      ${single && me.login.key ? html`<p class="or muted small">or</p>` : nothing}
      ${me.login.key || !single ? this.form(!single) : nothing}`;
  }

  /** The identity provider knows who it is, and this server has no role for them. */
  withoutRole(me) {
    return html`<ps-problem tone="warn" heading="You have no role here" .problem=${{
      message: `You are logged in as ${me.name}, but none of your groups has a role on this server.`,
      advice: 'Ask an administrator for one, then log out and in again; or log in as somebody else.',
    }}></ps-problem>
      <ps-problem .problem=${this.problem}></ps-problem>
      <div>${this.out('Log out')}</div>`;
  }

  form(only) {
    return html`<form class="stack" @submit=${this.logIn}>
      <label class="field">API key
        <input name="key" type="password" autocomplete="current-password" required spellcheck="false" aria-invalid=${this.problem?.status === 401 ? 'true' : 'false'}></label>
      <p class="muted small">An administrator makes keys. The key is sent once; the browser keeps a session only.</p>
      <ps-problem .problem=${this.problem ? explained(this.problem) : null} heading=${this.problem?.status === 401 ? 'The key was not accepted' : nothing}></ps-problem>
      <div><button class=${only ? 'primary' : ''} ?disabled=${this.busy}>${this.busy ? 'One moment…' : 'Log in'}</button></div>
    </form>`;
  }

  out(label) {
    return html`<button @click=${this.logOut}>${label}</button>`;
  }

  single(address) {
    return /^\/(?!\/)|^https?:\/\//.test(address) ? `${address}?back=${encodeURIComponent(this.back)}` : '/login';
  }

  async logOut() {
    this.problem = null;
    try {
      await logOut();
    } catch (error) {
      this.problem = error;
    }
  }

  async logIn(event) {
    event.preventDefault();
    const field = event.target.elements.key;
    this.busy = true;
    this.problem = null;
    try {
      await post('/session', { key: field.value.trim() }, { quiet401: true });
      field.value = '';
      await refreshMe();
      go(this.back, { replace: true });
    } catch (error) {
      this.problem = error;
      field.focus();
    }
    this.busy = false;
  }
}
customElements.define('ps-login-page', PsLoginPage);

/** Only addresses of this dashboard: a link must not lead elsewhere behind a login. */
export function safeBack(address) {
  return address && /^\/(?![/\\])/.test(address) && !address.startsWith('/login') ? address : '/';
}

route('/login', ({ query }) => html`<ps-login-page .back=${safeBack(query.get('back'))} .refused=${query.get('refused')}></ps-login-page>`, 'Log in');
