/** Pipelines: which there are, how their latest runs went, when they start next. */
import { html, nothing } from 'lit';
import { get } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';
import { stripRuns } from '../pipeline/points.js';

class Pipelines extends PsElement {
  static properties = { q: {}, more: { state: true }, next: { state: true }, loading: { state: true }, failed: { state: true } };

  constructor() {
    super();
    this.more = [];
    this.first = new Poll(this, {
      every: 15_000,
      task: (signal) => get('/stats/pipelines', { q: this.q, runs: 20, limit: 50 }, { signal }),
    });
    this.starts = new Poll(this, { every: 60_000, task: (signal) => get('/schedules', { limit: 500 }, { signal }) });
  }

  updated(changed) {
    if (changed.has('q') && changed.get('q') !== undefined) {
      this.more = [];
      this.next = undefined;
      this.first.now();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.typing);
  }

  search(event) {
    clearTimeout(this.typing);
    const value = event.target.value;
    this.typing = setTimeout(() => setQuery({ q: value }), 250);
  }

  async readOn() {
    this.loading = true;
    this.failed = null;
    try {
      const page = await get('/stats/pipelines', { q: this.q, runs: 20, limit: 50, after: this.cursor() });
      this.more = [...this.more, ...page.items];
      this.next = page.next;
    } catch (error) {
      this.failed = error;
    }
    this.loading = false;
  }

  cursor() {
    return this.next === undefined ? this.first.value?.next : this.next;
  }

  render() {
    return html`
      <div class="page-head"><div><h1>Pipelines</h1></div></div>
      <div class="filters"><label class="field">Search
        <input type="search" .value=${this.q ?? ''} @input=${this.search} placeholder="a part of the name"></label></div>
      ${this.first.problem ? html`<ps-problem .problem=${this.first.problem} .retry=${() => this.first.now()}></ps-problem>` : nothing}
      ${this.first.loading ? html`<ps-loading></ps-loading>` : this.first.value ? html`<div class="card">${this.table()}</div>` : nothing}`;
  }

  table() {
    const starts = new Map();
    for (const start of this.starts.value?.items ?? []) if (!starts.has(start.pipeline)) starts.set(start.pipeline, start);
    return html`<ps-table caption="Pipelines" quietCaption
      .rows=${[...this.first.value.items, ...this.more]} .rowKey=${(row) => row.name}
      .next=${this.cursor()} ?loadingMore=${this.loading} @more=${this.readOn}
      .columns=${[
        { key: 'name', label: 'Pipeline', sort: true, wide: true, cell: (row) => html`<a href=${`/pipelines/${row.name}`}><strong>${row.name}</strong></a>${row.description ? html`<div class="muted small">${row.description}</div>` : nothing}` },
        { key: 'last', label: 'Latest run', sort: (row) => row.runs[0]?.createdAt ?? '', cell: (row) => latest(row) },
        { key: 'runs', label: 'Last 20 runs', cell: (row) => (row.runs.length ? html`<ps-strip .runs=${stripRuns(row.runs)} label=${`Last runs of ${row.name}, oldest first`}></ps-strip>` : html`<span class="muted">none</span>`) },
        { key: 'score', label: 'Quality', number: true, sort: true, cell: (row) => (row.score === null ? '–' : Number(row.score).toFixed(row.score === 100 ? 0 : 1)) },
        { key: 'next', label: 'Starts next', cell: (row) => next(starts.get(row.name)) },
        { key: 'version', label: 'Version', number: true, sort: true },
      ]}
      .empty=${this.q
        ? html`<ps-empty heading="No pipeline has this in its name" .text=${`Nothing is found for “${this.q}”.`} .action=${html`<button @click=${() => setQuery({ q: '' })}>Show all</button>`}></ps-empty>`
        : html`<ps-empty heading="No pipeline yet" text="Put the first one with the command line:" .action=${html`<pre>./penstock put examples/birdstrikes.yaml</pre>`}></ps-empty>`}></ps-table>
      ${this.failed ? html`<ps-problem .problem=${this.failed}></ps-problem>` : nothing}`;
  }
}

const latest = (row) => {
  const run = row.runs[0];
  if (!run) return html`<span class="muted">never ran</span>`;
  return html`<a class="plain" href=${`/runs/${run.run}`} aria-label=${`Latest run of ${row.name}: ${run.state.toLowerCase()}`}><ps-state value=${run.state}></ps-state></a>
    <span class="muted nowrap"><ps-time value=${run.finishedAt ?? run.createdAt}></ps-time></span>`;
};

const next = (start) => {
  if (!start) return html`<span class="muted">by hand</span>`;
  return start.at ? html`<ps-time value=${start.at}></ps-time>` : start.by === 'after' ? 'after another' : 'with a file';
};

customElements.define('ps-pipelines', Pipelines);

route('/pipelines', ({ query }) => html`<ps-pipelines .q=${query.get('q') ?? ''}></ps-pipelines>`, 'Pipelines');
