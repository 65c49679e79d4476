/** Catalogue: all tables that the pipelines write, with search and filters in the address. */
import { html, nothing } from 'lit';
import { path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { number, time } from '../core/format.js';
import { pagesOf } from '../core/paged.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';

route('/catalogue', ({ query }) => html`<ps-catalogue-page .search=${query.toString()}></ps-catalogue-page>`, 'Catalogue');

const LAYERS = ['bronze', 'silver', 'gold'];
const FRESHNESS = { fresh: ['ok', 'fresh'], late: ['warned', 'late'], never: ['unknown', 'never published'], unscheduled: ['unknown', 'no schedule'] };

/** The address of a table's page. */
export const tablePage = (connection, table) => path`/catalogue/${connection}/${table}`;

/** A layer as a badge. */
export const layer = (name) => (name ? html`<span class="layer ${name}">${name}</span>` : nothing);

/** Whether a table is as new as it should be, as a badge. */
export function freshness(fresh) {
  const [value, label] = FRESHNESS[fresh?.state] ?? ['unknown', fresh?.state];
  const next = fresh?.paused ? 'Its schedule is paused.' : fresh?.nextAt ? `The next run is due ${time(fresh.nextAt)}.` : '';
  return html`<span title=${next}><ps-state value=${value} label=${label}></ps-state></span>`;
}

/** Why nothing can be shown, below the page's title. */
export const trouble = (problem, retry) => (problem ? html`<h2 class="visually-hidden">What went wrong</h2><ps-problem .problem=${problem} .retry=${retry}></ps-problem>` : nothing);

/** A score out of 100. */
export const score = (value) => (value === null || value === undefined ? '–' : html`${Math.floor(value * 100) / 100}<span class="muted"> / 100</span>`);

const COLUMNS = [
  { key: 'table', label: 'Table', wide: true, sort: true, cell: (row) => html`<a href=${tablePage(row.connection, row.table)}><strong>${row.table}</strong></a>${row.description ? html`<div class="about">${row.description}</div>` : nothing}` },
  { key: 'layer', label: 'Layer', sort: (row) => LAYERS.indexOf(row.layer), cell: (row) => layer(row.layer) },
  { key: 'freshness', label: 'Freshness', cell: (row) => freshness(row.freshness) },
  { key: 'updatedAt', label: 'Published', sort: true, cell: (row) => html`<span class="nowrap"><ps-time value=${row.updatedAt ?? ''}></ps-time></span>` },
  { key: 'rows', label: 'Rows', number: true, sort: true, cell: (row) => number(row.rows) },
  { key: 'columns', label: 'Columns', number: true, sort: true, cell: (row) => number(row.columns) },
  { key: 'quality', label: 'Quality', number: true, sort: true, cell: (row) => score(row.quality) },
  { key: 'checks', label: 'Checks', number: true, sort: true, cell: (row) => number(row.checks) },
  { key: 'pipeline', label: 'Pipeline', sort: true, cell: (row) => html`<a href=${path`/pipelines/${row.pipeline}`}>${row.pipeline}</a>` },
  { key: 'connection', label: 'Connection', sort: true },
];

class PsCataloguePage extends PsElement {
  static properties = { search: {}, pages: { state: true } };

  constructor() {
    super();
    this.pages = 1;
    this.poll = new Poll(this, { every: 15_000, task: (signal) => pagesOf('/catalogue', this.filters(), this.pages, signal) });
  }

  filters() {
    const query = new URLSearchParams(this.search ?? '');
    return { q: query.get('q'), layer: query.get('layer'), pipeline: query.get('pipeline') };
  }

  willUpdate(changed) {
    if (changed.has('search') && changed.get('search') !== undefined) {
      this.pages = 1;
      this.poll.now();
    }
  }

  render() {
    const { q, layer: chosen, pipeline } = this.filters();
    const { value, problem, loading } = this.poll;
    const filtered = q || chosen || pipeline;
    return html`
      <div class="page-head"><div><h1>Catalogue</h1><div class="sub">All tables that the pipelines write: bronze as it came, silver cleaned, gold for business.</div></div>
        <a class="button" href="/lineage">Lineage of all tables</a></div>
      <div class="filters" role="search">
        <label class="field">Search tables, descriptions, columns
          <input type="search" .value=${q ?? ''} @input=${this.typed} placeholder="strikes"></label>
        <fieldset class="choices"><legend>Layer</legend>
          ${[null, ...LAYERS].map((each) => html`<button type="button" aria-pressed=${(chosen ?? null) === each ? 'true' : 'false'} @click=${() => setQuery({ layer: each })}>${each ?? 'all'}</button>`)}
        </fieldset>
        ${pipeline ? html`<button type="button" @click=${() => setQuery({ pipeline: null })}>Pipeline ${pipeline} ×</button>` : nothing}
      </div>
      ${trouble(problem, () => this.poll.now())}
      ${loading ? html`<ps-loading rows="8" label="Loading the catalogue"></ps-loading>` : nothing}
      ${value ? html`<div class="card"><h2 class="visually-hidden">Tables</h2><ps-table caption=${value.items.length ? `${number(value.items.length)}${value.next ? ' or more' : ''} ${value.items.length === 1 ? 'table' : 'tables'}` : 'Tables'}
        .columns=${COLUMNS} .rows=${value.items} .rowKey=${(row) => `${row.connection}/${row.table}`}
        .next=${value.next} @more=${this.more} .empty=${filtered
          ? html`<ps-empty heading="No table fits" text="No table, description or column has this in it." .action=${html`<a class="button" href="/catalogue">Show all tables</a>`}></ps-empty>`
          : html`<ps-empty heading="No tables yet" text="Tables appear here as soon as a pipeline says that it writes them." .action=${html`<a class="button" href="/pipelines">To the pipelines</a>`}></ps-empty>`}></ps-table></div>` : nothing}`;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.typing);
  }

  typed(event) {
    const text = event.target.value;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => setQuery({ q: text.trim() }), 250);
  }

  more() {
    this.pages += 1;
    this.poll.now();
  }
}
customElements.define('ps-catalogue-page', PsCataloguePage);
