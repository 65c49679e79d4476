/** All runs: filters in the address, newest first, kept up to date. */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';
import { get } from '../core/api.js';
import { duration } from '../core/format.js';
import { Pager } from '../core/pager.js';
import { route, setQuery } from '../core/router.js';

const FILTERS = ['q', 'state', 'mode', 'trigger', 'environment', 'since', 'sort', 'pipeline'];
const STATES = [
  ['', 'Any state'], ['queued,running,auditing,publishing,paused', 'Not over'], ['queued', 'Queued'], ['running', 'Running'], ['paused', 'Paused'],
  ['succeeded', 'Succeeded'], ['failed', 'Failed'], ['cancelled', 'Cancelled'],
];
const MODES = [['', 'Any mode'], ['incremental', 'Incremental'], ['full', 'Full'], ['replay', 'Replay']];
const TRIGGERS = [
  ['', 'Started by anything'], ['manual', 'By hand'], ['schedule', 'Schedule'], ['after', 'After another'], ['arrival', 'A file came'],
  ['backfill', 'Backfill'], ['rerun', 'Rerun'],
];

class PsRunsPage extends PsElement {
  static properties = { query: { attribute: false } };

  constructor() {
    super();
    this.pager = new Pager(this, {
      load: (after, signal) => get('/runs', { ...this.filters(), limit: 50, after }, { signal }),
      key: (run) => run.id,
      every: 4000,
    });
  }

  filters() {
    return Object.fromEntries(FILTERS.map((name) => [name, this.query?.get(name) ?? '']));
  }

  willUpdate(changed) {
    if (!changed.has('query')) return;
    const text = JSON.stringify(this.filters());
    if (this.asked !== undefined && this.asked !== text) this.pager.restart();
    this.asked = text;
  }

  render() {
    const filters = this.filters();
    const filtered = FILTERS.some((name) => name !== 'sort' && filters[name]);
    return html`
      <div class="page-head"><div><h1>Runs</h1><p class="sub">Every execution of every pipeline${filters.pipeline ? html`, here of <a href="/pipelines/${filters.pipeline}">${filters.pipeline}</a>` : ''}.</p></div></div>
      <form class="filters" role="search" @submit=${(event) => event.preventDefault()}>
        <label class="field">Pipeline or id
          <input type="search" .value=${filters.q} placeholder="name or beginning of an id" @input=${(event) => this.typed(event.target.value)}></label>
        ${this.choice('State', 'state', STATES, filters)}
        ${this.choice('Mode', 'mode', MODES, filters)}
        ${this.choice('Started by', 'trigger', TRIGGERS, filters)}
        <label class="field">Since <input type="date" .value=${filters.since.slice(0, 10)} @change=${(event) => setQuery({ since: event.target.value })}></label>
        ${filtered ? html`<button class="quiet" type="button" @click=${() => setQuery(Object.fromEntries(FILTERS.map((name) => [name, null])))}>Clear filters</button>` : nothing}
      </form>
      ${this.pager.problem ? html`<ps-problem .problem=${this.pager.problem} .retry=${() => this.pager.now()}></ps-problem>` : nothing}
      ${this.pager.loading ? html`<div class="card"><ps-loading rows="8" label="Loading runs"></ps-loading></div>` : this.list(filters, filtered)}`;
  }

  list(filters, filtered) {
    if (this.pager.problem && !this.pager.items.length) return nothing;
    return html`<div class="card"><ps-table caption="Runs" quietCaption .columns=${COLUMNS} .rows=${this.pager.items} .rowKey=${(run) => run.id}
        .sorted=${filters.sort || '-created'} .next=${this.pager.next} .loadingMore=${this.pager.more}
        @sort=${(event) => setQuery({ sort: event.detail.key })} @more=${() => this.pager.loadMore()}
        .empty=${filtered
          ? html`<ps-empty heading="No run fits these filters" text="Take a filter away to see more."></ps-empty>`
          : html`<ps-empty heading="No runs yet" text="A run appears here as soon as a pipeline is started: on its page, by ./penstock run, or by its schedule." .action=${html`<a class="button" href="/pipelines">To the pipelines</a>`}></ps-empty>`}></ps-table>
      <ps-problem .problem=${this.pager.moreProblem} .retry=${() => this.pager.loadMore()}></ps-problem></div>`;
  }

  choice(label, name, options, filters) {
    const known = options.some(([value]) => value === filters[name]);
    return html`<label class="field">${label}
      <select @change=${(event) => setQuery({ [name]: event.target.value })}>
        ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === filters[name]}>${text}</option>`)}
        ${known ? nothing : html`<option value=${filters[name]} selected>${filters[name]}</option>`}
      </select></label>`;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.wait);
  }

  typed(text) {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => setQuery({ q: text.trim() }), 300);
  }
}
customElements.define('ps-runs-page', PsRunsPage);

const COLUMNS = [
  { key: 'state', label: 'State', cell: (run) => html`<ps-state .value=${run.state}></ps-state>${run.dryRun ? html` <span class="muted small">dry run</span>` : nothing}` },
  {
    key: 'pipeline', label: 'Pipeline and run', wide: true,
    cell: (run) => html`<a href="/runs/${run.id}"><strong>${run.pipeline}</strong></a> <span class="muted small nowrap">v${run.version}, ${run.id.slice(0, 8)}</span>
      ${run.problems?.length ? html`<div class="small">${run.problems[0].message}</div>` : nothing}`,
  },
  { key: 'mode', label: 'Mode', cell: (run) => html`${run.mode}${run.from && run.from !== 'source' ? html` <span class="muted small">from ${run.from}</span>` : nothing}` },
  { key: 'createdAt', label: 'Created', sortKey: 'created', cell: (run) => html`<span class="nowrap"><ps-time .value=${run.createdAt}></ps-time></span>` },
  { key: 'durationMillis', label: 'Took', number: true, sortKey: 'duration', cell: (run) => (run.startedAt ? duration(run.durationMillis) : '–') },
];

route('/runs', ({ query }) => html`<ps-runs-page .query=${query}></ps-runs-page>`, 'Runs');
