/** One run: what it does now, what went wrong and what to do, and everything that is known of it. */
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { PsElement } from '../core/element.js';
import { get, path, url } from '../core/api.js';
import { count, duration, shortId } from '../core/format.js';
import { live } from '../core/live.js';
import { Poll } from '../core/poll.js';
import { go, route, setQuery } from '../core/router.js';
import { actionsOf } from './run/actions.js';
import { books } from './run/books.js';
import { details } from './run/details.js';
import { Pace } from './run/pace.js';
import { progress } from './run/progress.js';
import { tables } from './run/tables.js';
import './run/checks.js';
import './run/history.js';
import './run/logs.js';
import './run/rejects.js';

const OVER = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

class PsRunPage extends PsElement {
  static properties = { run: {}, tab: {}, line: { state: true } };

  constructor() {
    super();
    this.pace = new Pace();
    this.poll = new Poll(this, {
      every: 3000,
      task: (signal) => get(path`/runs/${this.run}`, {}, { signal }),
      done: (run) => this.seen(run),
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.hangUp();
    clearTimeout(this.soon);
  }

  hangUp() {
    this.stream?.close();
    this.stream = null;
    this.line = null;
  }

  /** A new answer: follow the run as long as it is not over. */
  seen(run) {
    const over = OVER.includes(run.state);
    this.pace.note(run);
    this.poll.every = over ? (run.cleaned ? 0 : 10_000) : 3000;
    if (over) this.hangUp();
    else if (!this.stream) {
      this.stream = live(url(path`/runs/${this.run}/events`), {
        on: { 'run.updated': (event) => this.told(event), 'run.created': () => {} },
        state: (state) => {
          this.line = state;
        },
        over: (event) => event.last === true,
      });
    }
  }

  /** An event has the counts; everything else is asked for, at most twice a second. */
  told(event) {
    if (this.poll.value) {
      const run = this.poll.value;
      const stages = run.stages.map((stage) => ({ ...stage, ...event.stages.find((each) => each.stage === stage.stage) }));
      this.poll.value = { ...run, state: event.status ?? run.state, stages };
      this.requestUpdate();
    }
    clearTimeout(this.soon);
    const wait = event.last ? 0 : Math.max(0, 500 - (Date.now() - (this.asked ?? 0)));
    this.soon = setTimeout(() => {
      this.asked = Date.now();
      this.poll.now();
    }, wait);
  }

  render() {
    const run = this.poll.value;
    if (!run) {
      return html`<div class="page-head"><h1>Run ${shortId(this.run)}</h1></div>
        ${this.poll.problem
          ? html`<ps-problem .problem=${this.poll.problem} .retry=${() => this.poll.now()}></ps-problem>`
          : html`<div class="card"><ps-loading rows="10" label="Loading the run"></ps-loading></div>`}`;
    }
    const lost = this.poll.problem || this.line === 'lost';
    return html`
      ${lost ? html`<div class="connection" role="status">Connection lost. What you see may be old; trying again…</div>` : nothing}
      <div class="page-head">
        <div><h1><a class="plain" href="/pipelines/${run.pipeline}">${run.pipeline}</a> <ps-state .value=${run.state}></ps-state></h1>
          <p class="sub">${this.subtitle(run)}</p></div>
        <ps-actions .actions=${actionsOf(run, () => this.poll.now(), (id) => go(`/runs/${id}`))}></ps-actions>
      </div>
      <div class="stack">
        ${this.trouble(run)}
        <ps-tabs label="Parts of the run" .tabs=${this.tabs(run)} .selected=${this.tab} @select=${(event) => setQuery({ tab: event.detail.id === 'progress' ? null : event.detail.id })}
          .panel=${this.panel(run)}></ps-tabs>
      </div>`;
  }

  subtitle(run) {
    const took = run.startedAt ? html`, ${OVER.includes(run.state) ? 'took' : 'for'} ${duration(run.durationMillis)}` : nothing;
    return html`Run <code title=${run.id}>${shortId(run.id)}</code>, version ${run.version}, ${run.mode}${run.dryRun ? html`, <strong>dry run: nothing becomes visible</strong>` : nothing},
      created <ps-time .value=${run.createdAt}></ps-time>${took}${run.environment ? html`, in ${run.environment}` : nothing}${run.replay ? html`, takes up rejects of <a href="/runs/${run.replay.run}">${shortId(run.replay.run)}</a>` : nothing}`;
  }

  trouble(run) {
    return html`
      ${run.problems.length ? html`<ps-problem heading=${run.state === 'CANCELLED' ? 'Why it was cancelled' : 'This run failed, and nothing of it was published'} .problem=${run.problems} tone=${run.state === 'CANCELLED' ? 'warn' : ''}></ps-problem>` : nothing}
      ${run.retryable?.until ? html`<p class="strip-warn">What is loaded is kept until <ps-time exact .value=${run.retryable.until}></ps-time>: remove the cause, then try the run again and it goes on from there.</p>` : nothing}
      ${run.retryable?.reason ? html`<p class="muted">It cannot be tried again: ${run.retryable.reason}</p>` : nothing}
      ${run.stalled ? html`<ps-problem tone="warn" heading="Nothing has moved for a while" .problem=${{ message: run.stalled.reason, advice: run.stalled.advice }}></ps-problem>` : nothing}
      ${run.retrying ? html`<ps-problem tone="warn" heading=${run.retrying.nextAt ? `It is tried again, attempt ${run.retrying.attempt} of ${run.retrying.of}` : `Something passing holds up ${run.retrying.stage}`} .problem=${run.retrying.problem}></ps-problem>` : nothing}
      ${run.waiting ? html`<p class="strip-warn">It waits: ${run.waiting.reason}</p>` : nothing}`;
  }

  tabs(run) {
    const checks = run.checks.filter((check) => !check.passed || check.outcome === 'warned').length;
    return [
      { id: 'progress', label: 'Progress' },
      { id: 'books', label: 'Books' },
      { id: 'rejects', label: 'Rejects', count: run.rejects.total || '' },
      { id: 'checks', label: 'Checks', count: checks ? count(checks, 'finding') : '' },
      { id: 'tables', label: run.dryRun ? 'What would change' : 'Tables', count: run.tables.length || '' },
      { id: 'logs', label: 'Logs' },
      { id: 'history', label: 'History' },
      { id: 'details', label: 'Details' },
    ];
  }

  panel(run) {
    switch (this.tab) {
      case 'books': return books(run);
      case 'rejects': return html`<ps-rejects .run=${run}></ps-rejects>`;
      case 'checks': return html`<ps-run-checks .run=${run}></ps-run-checks>`;
      case 'tables': return tables(run);
      case 'logs': return html`<ps-run-logs .run=${run.id} .over=${OVER.includes(run.state)}></ps-run-logs>`;
      case 'history': return html`<ps-run-history .run=${run.id} .state=${run.state}></ps-run-history>`;
      case 'details': return details(run);
      default: return progress(run, this.pace);
    }
  }
}
customElements.define('ps-run-page', PsRunPage);

const TABS = ['progress', 'books', 'rejects', 'checks', 'tables', 'logs', 'history', 'details'];

route('/runs/:id', ({ params, query }) => {
  const tab = TABS.includes(query.get('tab')) ? query.get('tab') : 'progress';
  return html`${keyed(params.id, html`<ps-run-page .run=${params.id} .tab=${tab}></ps-run-page>`)}`;
}, 'Run');
