/** The frame: navigation, theme, who is looking, the page of the current address. */
import { html, nothing } from 'lit';
import { PsElement } from './core/element.js';
import { onLoginNeeded } from './core/api.js';
import { listenForKeys, PLACES } from './core/keys.js';
import { logOut, onMe, refreshMe, who } from './core/me.js';
import { current, go, onNavigate } from './core/router.js';
import { setTheme, theme } from './core/theme.js';
import { toast } from './components/ps-toast.js';

class PsApp extends PsElement {
  static properties = { open: { state: true }, help: { state: true }, asked: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    onNavigate(({ moved }) => {
      this.requestUpdate();
      if (moved) {
        this.open = false;
        this.updateComplete.then(() => {
          scrollTo(0, 0);
          this.querySelector('main')?.focus({ preventScroll: true });
        });
      }
    });
    onMe(() => this.requestUpdate());
    onLoginNeeded(() => this.sessionIsOver());
    listenForKeys(() => {
      this.help = true;
    });
    refreshMe().then((me) => {
      if (me.authentication === 'required' && me.roles.length === 0) this.toLogin();
      this.asked = true;
    });
  }

  /** The server does not know any more who asks: what the page believed of it is old. */
  async sessionIsOver() {
    if (this.leaving) return;
    this.leaving = true;
    const me = await refreshMe();
    if (me.authentication === 'required' && me.roles.length === 0) this.toLogin();
    this.leaving = false;
  }

  toLogin() {
    if (location.pathname === '/login') return;
    go(`/login?back=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
  }

  render() {
    const here = current();
    document.title = here ? `${[...Object.values(here.place.params)].reverse().concat(here.title).slice(0, 2).join(' · ')} · Penstock` : 'Penstock';
    // What a role may do is known before a page shows it.
    if (!this.asked) return html`<main class="page"><ps-loading label="Loading the dashboard"></ps-loading></main>`;
    if (location.pathname === '/login') return html`<main class="page" tabindex="-1">${here.view(here.place)}</main><ps-toast></ps-toast>`;
    return html`
      <a class="skip" href="#page" @click=${this.skip}>Skip to the page</a>
      <div class="frame">
        <header class="side ${this.open ? 'open' : ''}">
          <div class="bar">
            <a class="brand" href="/"><img src="/static/icon.svg" alt="" width="24" height="24">Penstock</a>
            <button class="menu" aria-expanded=${this.open ? 'true' : 'false'} @click=${() => { this.open = !this.open; }}>Menu</button>
          </div>
          <nav aria-label="Pages"><ul>${PLACES.map(([, address, name]) => html`
            <li><a href=${address} aria-current=${this.isAt(address) ? 'page' : nothing}>${name}</a></li>`)}</ul></nav>
          <div class="foot">
            ${this.whoIsLooking()}
            <label class="field">Appearance
              <select @change=${(event) => setTheme(event.target.value)}>
                ${['auto', 'light', 'dark'].map((choice) => html`<option value=${choice} ?selected=${theme() === choice}>${{ auto: 'As the system', light: 'Light', dark: 'Dark' }[choice]}</option>`)}
              </select></label>
            <button class="quiet small" @click=${() => { this.help = true; }}>Keyboard (?)</button>
          </div>
        </header>
        <main class="page" id="page" tabindex="-1">${here ? here.view(here.place) : this.nowhere()}</main>
      </div>
      <ps-dialog .open=${this.help ?? false} heading="Keyboard" .body=${this.keys()} @close=${() => { this.help = false; }}></ps-dialog>
      <ps-toast></ps-toast>`;
  }

  whoIsLooking() {
    const me = who();
    if (me.kind === 'open' || !me.name) return nothing;
    return html`<span>${me.name} <span class="muted">(${me.roles.at(-1) ?? 'no role'})</span></span>
      ${['session', 'token'].includes(me.kind) ? html`<button class="small" @click=${this.logOut}>Log out</button>` : nothing}`;
  }

  async logOut() {
    try {
      await logOut();
      go('/login');
    } catch (error) {
      toast(`You are still logged in. ${error.message}`);
    }
  }

  skip(event) {
    event.preventDefault();
    this.querySelector('main')?.focus();
  }

  isAt(address) {
    return address === '/' ? location.pathname === '/' : location.pathname === address || location.pathname.startsWith(`${address}/`);
  }

  keys() {
    return html`<dl class="facts">
      ${PLACES.map(([letter, , name]) => html`<dt><kbd>g</kbd> <kbd>${letter}</kbd></dt><dd>${name}</dd>`)}
      <dt><kbd>/</kbd></dt><dd>Search on this page</dd>
      <dt><kbd>?</kbd></dt><dd>These keys</dd>
      <dt><kbd>Tab</kbd>, <kbd>Enter</kbd></dt><dd>From one thing to the next, and use it</dd>
    </dl>`;
  }

  nowhere() {
    return html`<div class="page-head"><h1>No such page</h1></div>
      <ps-empty heading="Nothing is at this address" text="The link may be old or mistyped." .action=${html`<a class="button" href="/">To the overview</a>`}></ps-empty>`;
  }
}
customElements.define('ps-app', PsApp);
