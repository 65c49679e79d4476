/** Connections: the places that an operator configured, and whether they can be reached. */
import { html, nothing } from 'lit';
import { get, path, post } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { duration } from '../core/format.js';
import { can, onMe } from '../core/me.js';
import { Poll } from '../core/poll.js';
import { route } from '../core/router.js';
import { trouble } from './catalogue.js';

route('/connections', () => html`<ps-connections-page></ps-connections-page>`, 'Connections');

class PsConnectionsPage extends PsElement {
  static properties = { checks: { state: true } };

  constructor() {
    super();
    this.checks = new Map();
    this.poll = new Poll(this, { every: 60_000, task: (signal) => get('/connections', {}, { signal }) });
  }

  connectedCallback() {
    super.connectedCallback();
    this.forgetMe = onMe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forgetMe();
  }

  render() {
    const { value, problem, loading } = this.poll;
    const items = value?.items ?? [];
    return html`
      <div class="page-head"><div><h1>Connections</h1><div class="sub">Places that an operator configured by name. Their settings are never shown.</div></div>
        ${items.length && can('admin') ? html`<button @click=${() => items.forEach((each) => this.check(each.name))}>Check all</button>` : nothing}</div>
      ${trouble(problem, () => this.poll.now())}
      ${loading ? html`<ps-loading rows="6" label="Loading the connections"></ps-loading>` : nothing}
      ${value && !items.length ? html`<div class="card"><h2 class="visually-hidden">Connections</h2><ps-empty heading="No connections yet" text="An operator configures them as penstock.connections.NAME.* for every service."></ps-empty></div>` : nothing}
      ${items.length ? html`<ul class="cards">${items.map((each) => this.card(each))}</ul>` : nothing}`;
  }

  card(connection) {
    const check = this.checks.get(connection.name);
    return html`<li class="card"><div class="card-head"><h2>${connection.name}</h2>
        ${can('admin') ? html`<button class="small" aria-label="Check ${connection.name}" ?disabled=${check?.busy} @click=${() => this.check(connection.name)}>${check?.busy ? 'Checking…' : 'Check'}</button>` : nothing}</div>
      <dl class="facts"><dt>Type</dt><dd>${connection.type}</dd>
        <dt>Can be read as</dt><dd>${connection.formats.join(', ') || 'nothing'}</dd>
        <dt>Takes outputs</dt><dd>${connection.destination ? html`yes · <a href="/catalogue">its tables</a>` : 'no'}</dd></dl>
      <div aria-live="polite">${check && !check.busy ? this.found(check) : nothing}</div></li>`;
  }

  found({ answer, problem }) {
    if (problem) return html`<ps-problem .problem=${problem}></ps-problem>`;
    return html`<p class="row"><ps-state value=${answer.ok ? 'ok' : 'failed'} label=${answer.ok ? 'all well' : 'does not work'}></ps-state><span class="muted">in ${duration(answer.durationMillis)}</span></p>
      <ul class="findings">${answer.findings.map((each) => html`<li><ps-state value=${each.ok ? 'ok' : 'failed'} label=${each.what}></ps-state><span>${each.message}</span></li>`)}</ul>
      ${answer.problems?.length ? html`<ps-problem .problem=${answer.problems}></ps-problem>` : nothing}`;
  }

  async check(name) {
    this.note(name, { busy: true });
    try {
      this.note(name, { answer: await post(path`/connections/${name}/check`) });
    } catch (problem) {
      this.note(name, { problem });
    }
  }

  note(name, check) {
    this.checks = new Map(this.checks).set(name, check);
  }
}
customElements.define('ps-connections-page', PsConnectionsPage);
