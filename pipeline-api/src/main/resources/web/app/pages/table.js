/** A table: columns, checks, quality, freshness, runs, where it stands in the lineage, look-up of a row. */
import { html, nothing } from 'lit';
import { get, path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { count, number, shortId, time } from '../core/format.js';
import { Poll } from '../core/poll.js';
import { go, route } from '../core/router.js';
import { freshness, layer, score, tablePage, trouble } from './catalogue.js';

route('/catalogue/:connection/:table', ({ params }) => html`<ps-catalogue-table .connection=${params.connection} .table=${params.table}></ps-catalogue-table>`, 'Table');

const COLUMNS = [
  { key: 'name', label: 'Column', sort: true, cell: (row) => html`<span class="mono">${row.name}</span> ${row.key ? html`<span class="key">key</span>` : nothing}` },
  { key: 'type', label: 'Type', cell: (row) => html`<span class="mono">${row.type ?? '–'}</span>` },
  { key: 'description', label: 'Description', wide: true, cell: (row) => row.description || html`<span class="muted">–</span>` },
  { key: 'checks', label: 'Checks', wide: true, cell: (row) => (row.checks.length ? html`<ul class="unstyled">${row.checks.map((each) => html`<li>${each}</li>`)}</ul>` : '–') },
];
const CHECKS = [
  { key: 'check', label: 'Check', wide: true, cell: (row) => html`${row.check}${row.description ? html`<div class="about">${row.description}</div>` : nothing}` },
  { key: 'severity', label: 'If it breaks', cell: (row) => (row.severity === 'error' ? 'the run fails' : 'it is shown') },
  { key: 'outcome', label: 'Last result', cell: (row) => (row.last ? html`<ps-state value=${row.last.outcome}></ps-state>` : html`<span class="muted">not asked yet</span>`) },
  { key: 'failing', label: 'Failing rows', number: true, cell: (row) => (row.last ? number(row.last.failing) : '–') },
  { key: 'message', label: 'What was found', wide: true, cell: (row) => row.last?.message ?? '–' },
];
const RUNS = [
  { key: 'run', label: 'Run', cell: (row) => html`<a class="mono" href=${path`/runs/${row.run}`}>${shortId(row.run)}</a>` },
  { key: 'finishedAt', label: 'Published', cell: (row) => html`<ps-time value=${row.finishedAt ?? ''}></ps-time>` },
  { key: 'mode', label: 'Mode' },
  { key: 'version', label: 'Version', number: true },
  { key: 'inserted', label: 'Inserted', number: true, cell: (row) => number(row.inserted) },
  { key: 'updated', label: 'Updated', number: true, cell: (row) => number(row.updated) },
  { key: 'deleted', label: 'Deleted', number: true, cell: (row) => number(row.deleted) },
];

class PsCatalogueTable extends PsElement {
  static properties = { connection: {}, table: {}, graph: { state: true } };

  constructor() {
    super();
    this.poll = new Poll(this, { every: 15_000, task: (signal) => this.load(signal) });
  }

  willUpdate(changed) {
    if ((changed.has('table') && changed.get('table') !== undefined) || (changed.has('connection') && changed.get('connection') !== undefined)) this.poll.restart();
  }

  async load(signal) {
    const [table, graph] = await Promise.all([
      get(path`/catalogue/${this.connection}/${this.table}`, {}, { signal }),
      get('/catalogue/lineage', { table: this.table, connection: this.connection, depth: 3, limit: 60 }, { signal }),
    ]);
    // The same graph again is not drawn again: somebody may be moving it.
    if (JSON.stringify(graph) !== JSON.stringify(this.graph)) this.graph = graph;
    return table;
  }

  render() {
    const { value, problem, loading } = this.poll;
    const table = value;
    return html`
      <nav aria-label="Where this is" class="small"><a href="/catalogue">Catalogue</a> / ${this.connection}</nav>
      <div class="page-head"><div><h1>${this.table}</h1>
        ${table ? html`<div class="sub row">${layer(table.layer)} <span>${table.kind}</span> <span>of pipeline <a href=${path`/pipelines/${table.pipeline}`}>${table.pipeline}</a>${table.stream ? html`, stream ${table.stream}` : html`, model ${table.name}`}</span> <span>mode ${table.mode.replaceAll('_', ' ')}</span></div>
          ${table.description ? html`<p class="sub">${table.description}</p>` : nothing}` : nothing}</div></div>
      ${trouble(problem, () => this.poll.now())}
      ${loading ? html`<ps-loading rows="10" label="Loading the table"></ps-loading>` : nothing}
      ${table ? html`<div class="stack">${this.figures(table)}
        ${this.columnsOf(table)}${this.checksOf(table)}
        ${this.lineageOf(table)}
        <ps-row-lookup .table=${table}></ps-row-lookup>
        <section class="card"><h2>Last runs that published it</h2>
          <ps-table caption="Runs and what they changed" quietCaption .columns=${RUNS} .rows=${table.runs} .rowKey=${(row) => row.run}
            .empty=${html`<ps-empty heading="Never published" text="No run of the pipeline has published this table yet."></ps-empty>`}></ps-table></section>
      </div>` : nothing}`;
  }

  figures(table) {
    const next = table.freshness.paused ? 'its schedule is paused' : table.freshness.nextAt ? html`next run <ps-time value=${table.freshness.nextAt}></ps-time>` : 'no run is planned';
    return html`<section class="card" aria-label="In short"><div class="figures">
      <div class="figure"><div class="value">${number(table.rows)}</div><div class="label">${table.rows === null ? 'rows were not counted' : 'rows'}</div></div>
      <div class="figure"><div class="value">${table.updatedAt ? number(table.columns.length) : '–'}</div><div class="label">columns</div></div>
      <div class="figure"><div class="value">${score(table.quality)}</div><div class="label">${table.checks.length ? `quality, by ${count(table.checks.length, 'check')}` : 'quality: it has no checks'}</div></div>
      <div class="figure"><div class="value">${table.updatedAt ? html`<ps-time value=${table.updatedAt}></ps-time>` : '–'}</div><div class="label">${table.run ? html`published by <a class="mono" href=${path`/runs/${table.run}`}>${shortId(table.run)}</a>` : 'never published'}</div></div>
      <div class="figure"><div class="value">${freshness(table.freshness)}</div><div class="label">${next}</div></div>
    </div></section>`;
  }

  columnsOf(table) {
    return html`<section class="card"><h2>Columns</h2>
      <ps-table caption="Columns of ${table.table}" quietCaption .columns=${COLUMNS} .rows=${table.columns} .rowKey=${(row) => row.name}
        .empty=${html`<ps-empty heading="Not known yet" text="The columns are known once a run has published the table."></ps-empty>`}></ps-table></section>`;
  }

  checksOf(table) {
    if (!table.checks.length) return nothing;
    const trend = [...table.trend].reverse();
    return html`<section class="card"><div class="card-head"><h2>Checks and quality</h2>${table.run ? html`<a href="${path`/runs/${table.run}`}?tab=checks">Failing rows at the run</a>` : nothing}</div>
      <ps-table caption="Checks on ${table.table}" quietCaption .columns=${CHECKS} .rows=${table.checks} .rowKey=${(row) => row.check}></ps-table>
      ${trend.length > 1 ? html`<ps-chart caption="Quality over the last audited runs" unit="of 100" height="180" .labels=${trend.map((point) => time(point.at))}
        .series=${[{ label: 'Score', values: trend.map((point) => point.score) }]} .format=${(value) => String(Math.floor(value * 100) / 100)}></ps-chart>` : nothing}</section>`;
  }

  lineageOf(table) {
    const graph = this.graph;
    if (!graph) return nothing;
    return html`<section class="card"><div class="card-head"><h2>Lineage</h2><a href="/lineage?table=${encodeURIComponent(table.table)}&connection=${encodeURIComponent(table.connection)}">All of it</a></div>
      <ps-graph caption="What ${table.table} is made of and what is made of it" height="300" .nodes=${graph.nodes} .edges=${graph.edges}
        selected="table:${table.connection}/${table.table}" @choose=${(event) => this.chosen(event.detail.node)}></ps-graph>
      ${graph.more ? html`<p class="muted small">There is more, further away.</p>` : nothing}</section>`;
  }

  chosen(node) {
    if (node.table) go(tablePage(node.connection, node.table));
  }
}
customElements.define('ps-catalogue-table', PsCatalogueTable);

/** Finds one row by its key and shows where it came from. Property: `table`. */
class PsRowLookup extends PsElement {
  static properties = { table: { attribute: false }, found: { state: true }, problem: { state: true }, busy: { state: true } };

  render() {
    const { table } = this;
    if (table.layer !== 'silver') return nothing;
    const key = table.key;
    return html`<section class="card"><h2>Where a row came from</h2>
      ${table.rowLineage ? html`<form class="row end" @submit=${this.look}>
        ${key.length ? key.map((name) => html`<label class="field">${name}<input name=${name} required autocomplete="off"></label>`)
          : html`<label class="field">Column<select name="column">${table.columns.map((each) => html`<option>${each.name}</option>`)}</select></label>
            <label class="field">Value<input name="value" required autocomplete="off"></label>`}
        <button class="primary" ?disabled=${this.busy}>${this.busy ? 'Looking…' : 'Look up'}</button></form>`
        : html`<p class="muted">Rows of this table do not note where they came from. Add <code>lineage: true</code> to the output <code>${table.name}</code>; rows of later runs can then be looked up here.</p>`}
      ${this.problem ? html`<ps-problem .problem=${this.problem}></ps-problem>` : nothing}
      ${this.found ? this.result(this.found) : nothing}</section>`;
  }

  async look(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const params = {};
    const key = this.table.key;
    if (key.length) for (const name of key) params[`key.${name}`] = form.get(name);
    else params[`key.${form.get('column')}`] = form.get('value');
    this.busy = true;
    this.problem = null;
    this.found = null;
    try {
      this.found = await get(path`/lineage/rows/${this.table.table}`, params);
    } catch (error) {
      this.problem = error;
    }
    this.busy = false;
  }

  result(row) {
    const shown = (value) => JSON.stringify(value, null, 2);
    return html`<div class="stack found" role="status">
      <dl class="facts">
        <dt>Run</dt><dd><a class="mono" href=${path`/runs/${row.run}`}>${row.run}</a></dd>
        <dt>Pipeline</dt><dd><a href=${path`/pipelines/${row.pipeline}`}>${row.pipeline}</a>${row.version ? ` version ${row.version}` : ''}, stream ${row.stream}</dd>
        <dt>Read from</dt><dd><span class="mono">${row.origin}${row.place !== null ? `:${row.place}` : ''}</span> (split ${row.split})</dd>
        ${row.note ? html`<dt>Raw record</dt><dd>${row.note}</dd>` : nothing}
      </dl>
      <div class="columns"><div><h3>The row</h3><pre tabindex="0" aria-label="The row">${shown(row.row)}</pre></div>
        ${row.raw ? html`<div><h3>The record as it was read, in ${row.raw.table}</h3><pre tabindex="0" aria-label="The raw record">${shown(row.raw.record)}</pre></div>` : nothing}</div></div>`;
  }
}
customElements.define('ps-row-lookup', PsRowLookup);
