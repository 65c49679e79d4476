/** What a run published, or would have: tables, their changes, the statements beside the rows. */
import { html, nothing } from 'lit';
import { number } from '../../core/format.js';

/** @param {any} run */
export function tables(run) {
  if (!run.tables.length && !run.ddl.length) {
    return html`<ps-empty heading=${run.dryRun ? 'Nothing to report yet' : 'Nothing published'} text=${run.dryRun ? 'The report is written when the dry run has rehearsed the publish.' : 'Tables appear here when the run is published; all of them at once.'}></ps-empty>`;
  }
  const columns = [
    { key: 'layer', label: 'Layer', sort: true },
    { key: 'table', label: 'Table', wide: true, sort: true, cell: (each) => html`<code>${each.table}</code>${each.name !== each.table ? html`<div class="small muted">${each.name}</div>` : nothing}` },
    { key: 'rows', label: 'Rows', number: true, sort: true, cell: (each) => number(each.rows) },
    ...['inserted', 'updated', 'deleted'].map((kind) => ({ key: kind, label: kind[0].toUpperCase() + kind.slice(1), number: true, cell: (each) => number(each.changes?.[kind]) })),
  ];
  return html`<div class="stack">
    <section class="card"><h2>${run.dryRun ? 'What a run would change' : 'What changed'}</h2>
      ${run.dryRun ? html`<p class="muted">Everything was done and taken back: nobody saw any of it.</p>` : nothing}
      <ps-table caption="Tables and their changes" quietCaption .columns=${columns} .rows=${run.tables} .rowKey=${(each) => `${each.layer}/${each.table}`}></ps-table></section>
    ${run.ddl.length ? html`<section class="card"><h2>Statements beside the rows</h2><pre tabindex="0">${run.ddl.join(';\n\n')};</pre></section>` : nothing}
  </div>`;
}
