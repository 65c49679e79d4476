/**
 * A table. Properties:
 * - `caption`: what it shows, also for screen readers; `quietCaption` hides it from the eye
 * - `columns`: [{key, label, cell?: (row) => template, number?: boolean, wide?: boolean, sort?: boolean |
 *   ((row) => value), sortKey?: string}]; a column with `sort` sorts what is here, one with `sortKey` asks
 * - `rows`; `rowKey`: (row) => unique id
 * - `sorted`: the server's sorting, for example `-created`
 * - `next`: a cursor where there is more; `loadingMore`
 * - `empty`: template that is shown instead of no rows
 * Events: `more` (the next page is wanted), `sort` {key} (of a column with `sortKey`).
 */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { PsElement, emit } from '../core/element.js';

class PsTable extends PsElement {
  static properties = {
    caption: {}, quietCaption: { type: Boolean }, columns: { attribute: false }, rows: { attribute: false },
    rowKey: { attribute: false }, sorted: {}, next: { attribute: false }, loadingMore: { type: Boolean },
    empty: { attribute: false }, by: { state: true },
  };

  constructor() {
    super();
    this.columns = [];
    this.rows = [];
    this.by = null;
  }

  render() {
    if (!this.rows?.length && this.empty) return this.empty;
    return html`
      <div class="table-scroll" tabindex="0" role="region" aria-label=${this.caption ?? 'Table'}>
        <table>
          <caption class=${this.quietCaption ? 'visually-hidden' : ''}>${this.caption}</caption>
          <thead><tr>${this.columns.map((column) => this.head(column))}</tr></thead>
          <tbody>${repeat(this.ordered(), (row, i) => this.rowKey?.(row) ?? i, (row) => html`
            <tr>${this.columns.map((column) => html`<td class="${column.number ? 'number' : ''} ${column.wide ? 'wide' : ''}">${column.cell ? column.cell(row) : row[column.key] ?? '–'}</td>`)}</tr>`)}
          </tbody>
        </table>
      </div>
      ${this.next !== null && this.next !== undefined
        ? html`<div class="more"><button @click=${() => emit(this, 'more')} ?disabled=${this.loadingMore}>${this.loadingMore ? 'Loading…' : 'Show more'}</button></div>`
        : nothing}`;
  }

  head(column) {
    const way = this.wayOf(column);
    const sort = way === 1 ? 'ascending' : way === -1 ? 'descending' : nothing;
    if (!column.sort && !column.sortKey) return html`<th scope="col" class=${column.number ? 'number' : ''}>${column.label}</th>`;
    return html`<th scope="col" class=${column.number ? 'number' : ''} aria-sort=${sort}>
      <button @click=${() => this.sortBy(column, way)}>${column.label}<span aria-hidden="true">${way === 1 ? '▲' : way === -1 ? '▼' : '↕'}</span></button></th>`;
  }

  wayOf(column) {
    if (column.sortKey) return this.sorted === column.sortKey ? 1 : this.sorted === `-${column.sortKey}` ? -1 : 0;
    return this.by?.column === column.key ? this.by.way : 0;
  }

  sortBy(column, way) {
    if (column.sortKey) emit(this, 'sort', { key: way === -1 ? column.sortKey : `-${column.sortKey}` });
    else this.by = { column: column.key, way: way === 1 ? -1 : 1 };
  }

  ordered() {
    const column = this.by && this.columns.find((each) => each.key === this.by.column);
    if (!column) return this.rows ?? [];
    const value = typeof column.sort === 'function' ? column.sort : (row) => row[column.key];
    return [...this.rows].sort((a, b) => compare(value(a), value(b)) * this.by.way);
  }
}

function compare(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
customElements.define('ps-table', PsTable);
