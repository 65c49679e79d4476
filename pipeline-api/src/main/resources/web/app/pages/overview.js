/** Overview: what goes on, how it went, what needs a look, what comes next. */
import { html, nothing } from 'lit';
import { get } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { count, duration, number, percent } from '../core/format.js';
import { live } from '../core/live.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';
import '../overview/running.js';
import '../overview/services.js';
import { stepLabel } from '../overview/steps.js';

const GOING = ['RUNNING', 'AUDITING', 'PUBLISHING', 'QUEUED', 'PAUSED'];
const SPANS = { 1: ['1h', 'last 24 hours'], 7: ['1d', 'last 7 days'], 30: ['1d', 'last 30 days'], 90: ['1 week', 'last 90 days'] };
const DAY = 86_400_000;

class Overview extends PsElement {
  static properties = { days: {}, connection: { state: true }, counts: { state: true } };

  constructor() {
    super();
    this.counts = new Map();
    this.stats = new Poll(this, { every: 30_000, task: (signal) => this.askStats(signal) });
    this.going = new Poll(this, { every: 20_000, task: (signal) => get('/runs', { state: GOING, limit: 50 }, { signal }) });
    this.ahead = new Poll(this, { every: 60_000, task: (signal) => get('/schedules', { limit: 8 }, { signal }) });
    this.any = new Poll(this, { every: 60_000, task: (signal) => get('/pipelines', { limit: 1 }, { signal }) });
  }

  get span() {
    return SPANS[this.days] ? this.days : '7';
  }

  askStats(signal) {
    const until = new Date();
    const [step] = SPANS[this.span];
    return get('/stats', {
      since: new Date(until.getTime() - Number(this.span) * DAY).toISOString(),
      until: until.toISOString(),
      step,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }, { signal });
  }

  updated(changed) {
    if (changed.has('days') && changed.get('days') !== undefined) this.stats.now();
  }

  connectedCallback() {
    super.connectedCallback();
    this.events = live('/api/v1/events', {
      state: (state) => { this.connection = state; },
      on: { 'run.created': () => this.soon(), 'run.updated': (data) => this.told(data) },
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.events.close();
    clearTimeout(this.later);
    this.later = null;
  }

  /** An event has the run's counts; that a run came or ended changes the lists. */
  told(data) {
    const before = this.counts.get(data.runId);
    // Bounded: of runs that are long over nothing is needed.
    this.counts = new Map(this.counts.size > 500 ? [] : this.counts).set(data.runId, data);
    if (data.last || before?.status !== data.status) this.soon();
  }

  soon() {
    this.later ??= setTimeout(() => {
      this.later = null;
      this.going.now();
      this.stats.now();
    }, 700);
  }

  render() {
    const nothingYet = this.any.value?.items.length === 0;
    return html`
      <div class="page-head">
        <div><h1>Overview</h1><p class="sub">Runs of all pipelines</p></div>
        ${nothingYet ? nothing : html`<label class="field">Period
          <select @change=${(event) => setQuery({ days: event.target.value === '7' ? '' : event.target.value })}>
            ${Object.entries(SPANS).map(([days, [, words]]) => html`<option value=${days} ?selected=${days === this.span}>${words}</option>`)}
          </select></label>`}
      </div>
      ${this.connection === 'lost' ? html`<p class="connection" role="status">Connection lost, trying again. What is shown may be old.</p>` : nothing}
      <div class="stack">
        ${nothingYet ? this.begin() : this.content()}
        <section class="card" aria-labelledby="services-head"><h2 id="services-head">Services</h2><ps-services></ps-services></section>
      </div>`;
  }

  begin() {
    return html`<div class="card begin">
      <h2>No pipeline yet</h2>
      <p>A pipeline is a YAML file. It says where records come from, what becomes of them, and which tables they fill. Three steps to the first run:</p>
      <ol>
        <li><p>Put the example pipeline:</p><pre>./penstock put examples/birdstrikes.yaml</pre></li>
        <li><p>Start it, here on the page of the pipeline or with:</p><pre>./penstock run birdstrikes --watch</pre></li>
        <li><p>Look at the tables in the <a href="/catalogue">catalogue</a>.</p></li>
      </ol>
      <p class="muted">This page shows the pipeline as soon as it is there. What can be read from and written to: <a href="/connections">connections</a>.</p>
    </div>`;
  }

  content() {
    const stats = this.stats.value;
    if (!stats) return this.stats.problem ? html`<ps-problem .problem=${this.stats.problem} .retry=${() => this.stats.now()}></ps-problem>` : html`<ps-loading></ps-loading>`;
    return html`
      ${this.stats.problem ? html`<ps-problem tone="warn" .problem=${this.stats.problem} heading="These numbers are not fresh"></ps-problem>` : nothing}
      ${this.figures(stats)}
      ${stats.failing.length || stats.slow.length ? this.attention(stats) : nothing}
      <section class="card" aria-labelledby="going-head">
        <div class="card-head"><h2 id="going-head">Runs now</h2><a href="/runs">All runs</a></div>
        <ps-running .answer=${this.going.value} .problem=${this.going.problem} .counts=${this.counts}></ps-running>
      </section>
      ${this.charts(stats)}
      <section class="card" aria-labelledby="ahead-head">
        <div class="card-head"><h2 id="ahead-head">Schedule ahead</h2><a href="/schedule">Whole schedule</a></div>${this.schedule()}
      </section>`;
  }

  figures(stats) {
    const { runs, records, seconds } = stats.totals;
    const judged = runs.succeeded + runs.failed;
    const span = SPANS[this.span][1];
    return html`<section class="card" aria-label="In numbers"><div class="figures">
      ${figure(number(stats.now.running), 'running now')}
      ${figure(number(stats.now.queued + stats.now.paused), stats.now.paused ? `waiting, ${number(stats.now.paused)} paused` : 'waiting')}
      ${figure(judged ? percent(runs.succeeded / judged, runs.failed ? 1 : 0) : '–', `succeeded, of ${count(judged, 'run')} in the ${span}`)}
      ${figure(number(runs.failed), 'failed')}
      ${figure(html`<ps-number value=${records.read} as="compact"></ps-number>`, 'records read')}
      ${figure(html`<ps-number value=${records.loaded} as="compact"></ps-number>`, 'rows into all outputs')}
      ${figure(html`<ps-number value=${records.rejected} as="compact"></ps-number>`, 'rejects')}
      ${figure(seconds.median === null ? '–' : duration(seconds.median * 1000), 'median duration')}
    </div></section>`;
  }

  attention(stats) {
    return html`<section class="card" aria-labelledby="attention-head"><h2 id="attention-head">Needs a look</h2>
      <ul class="attention">
        ${stats.failing.map((each) => html`<li>
          <ps-state value="FAILED" label="failing"></ps-state>
          <div><a href=${`/pipelines/${each.pipeline}`}>${each.pipeline}</a> <span class="muted">since <ps-time value=${each.since}></ps-time></span>
            <p>${each.problem?.message ?? 'Its latest run failed.'} <a href=${`/runs/${each.run}`} aria-label=${`The failed run of ${each.pipeline}`}>Look at the run</a></p></div></li>`)}
        ${stats.slow.map((each) => html`<li>
          <ps-state value="degraded" label="slow"></ps-state>
          <div><a href=${`/pipelines/${each.pipeline}`}>${each.pipeline}</a>
            <p>${each.state === 'SUCCEEDED' ? 'took' : 'has taken'} ${duration(each.seconds * 1000)}, usually ${duration(each.usual * 1000)}. <a href=${`/runs/${each.run}`} aria-label=${`The slow run of ${each.pipeline}`}>Look at the run</a></p></div></li>`)}
      </ul></section>`;
  }

  charts(stats) {
    const labels = stats.items.map((item) => stepLabel(item.at, stats.step));
    const column = (of) => stats.items.map(of);
    return html`<div class="charts">
      <section class="card"><h2>Runs that ended</h2>
        <ps-chart kind="stacked" caption="Runs that ended" unit="runs" .labels=${labels} .series=${[
          { label: 'succeeded', values: column((item) => item.runs.succeeded), color: '--chart-2' },
          { label: 'failed', values: column((item) => item.runs.failed), color: '--chart-3' },
          { label: 'cancelled', values: column((item) => item.runs.cancelled), color: '--chart-5' },
        ]}></ps-chart></section>
      <section class="card"><h2>Records read and rows into all outputs</h2>
        <ps-chart caption="Records read and rows into all outputs, raw copies among them" .labels=${labels} .series=${[
          { label: 'read', values: column((item) => item.records.read), color: '--chart-1' },
          { label: 'loaded', values: column((item) => item.records.loaded), color: '--chart-2' },
        ]}></ps-chart></section>
      <section class="card"><h2>Rejects</h2>
        <ps-chart kind="bar" caption="Rejects" .labels=${labels} .series=${[
          { label: 'rejects', values: column((item) => item.records.rejected), color: '--chart-3' },
        ]}></ps-chart></section>
      <section class="card"><h2>Duration of runs</h2>
        <ps-chart caption="Duration of runs that succeeded" .labels=${labels} .format=${(value) => (value === null ? '–' : duration(value * 1000))} .series=${[
          { label: 'median', values: column((item) => item.seconds.median), color: '--chart-1' },
          { label: 'longest', values: column((item) => item.seconds.max), color: '--chart-4' },
        ]}></ps-chart></section>
    </div>`;
  }

  schedule() {
    const starts = this.ahead.value?.items;
    if (!starts) return this.ahead.problem ? html`<ps-problem .problem=${this.ahead.problem}></ps-problem>` : html`<ps-loading></ps-loading>`;
    return html`<ps-table caption="What starts next" quietCaption .rows=${starts} .columns=${[
      { key: 'pipeline', label: 'Pipeline', cell: (row) => html`<a href=${`/pipelines/${row.pipeline}`}>${row.pipeline}</a>` },
      { key: 'at', label: 'Starts', cell: (row) => (row.at ? html`<ps-time value=${row.at}></ps-time>` : startsBy(row.by)) },
    ]} .empty=${html`<p class="muted">Nothing starts by itself. A pipeline with a <code>schedule</code> does.</p>`}></ps-table>`;
  }
}

const figure = (value, label) => html`<div class="figure"><div class="value">${value}</div><div class="label">${label}</div></div>`;

const startsBy = (by) => ({ after: 'after another pipeline', arrival: 'when a file arrives' })[by] ?? by;

customElements.define('ps-overview', Overview);

route('/', ({ query }) => html`<ps-overview .days=${query.get('days') ?? '7'}></ps-overview>`, 'Overview');
