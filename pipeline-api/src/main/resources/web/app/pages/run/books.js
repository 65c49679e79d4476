/** The books of a run: every record that was read, and where it went. */
import { html, nothing } from 'lit';
import { number } from '../../core/format.js';

/** @param {any} run */
export function books(run) {
  const { entries, balanced } = run.books;
  if (!entries.length) return html`<ps-empty heading="No books yet" text="They are opened when the first records are read."></ps-empty>`;
  const under = !['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(run.state);
  const audited = entries.some((entry) => entry.published !== null);
  const over = entries.some((entry) => entry.expanded);
  const merged = entries.some((entry) => entry.merged);
  const columns = [
    { key: 'stream', label: 'Stream', cell: (entry) => html`<strong>${entry.stream}</strong>` },
    { key: 'output', label: 'Output' },
    { ...amount('read', 'Read'), cell: (entry) => html`<strong>${number(entry.read)}</strong>` },
    over ? amount('expanded', '+ added') : null,
    amount('loaded', '= loaded'),
    { ...amount('rejected', '+ rejected'), cell: (entry) => html`<span title="while reading ${number(entry.extractRejected)}, by steps ${number(entry.transformRejected)}, by the destination ${number(entry.loadRejected)}">${number(entry.extractRejected + entry.transformRejected + entry.loadRejected)}</span>` },
    amount('filtered', '+ filtered'),
    merged ? amount('merged', '+ merged') : null,
    {
      key: 'difference', label: under ? 'Under way' : 'Difference', number: true,
      cell: (entry) => (entry.difference === 0 ? html`<ps-state value="balanced" label="0"></ps-state>` : html`<ps-state .value=${under ? 'running' : 'difference'} .label=${number(entry.difference)}></ps-state>`),
    },
    audited ? amount('removed', 'Duplicates removed') : null,
    audited ? { ...amount('published', 'Rows published'), cell: (entry) => (entry.published === null ? '–' : number(entry.published)) } : null,
  ].filter(Boolean);
  return html`<section class="card">
    <div class="card-head"><h2>Books</h2><ps-state .value=${balanced ? 'balanced' : under ? 'running' : 'difference'} .label=${balanced ? 'balanced' : under ? 'records are under way' : 'not balanced'}></ps-state></div>
    <p class="muted">Every record that is read is loaded, rejected or filtered${merged ? ', or merged into another' : nothing}; the difference is 0 at the end, or the run is no success.</p>
    <ps-table caption="Books: read = loaded + rejected + filtered" quietCaption .columns=${columns} .rows=${entries} .rowKey=${(entry) => `${entry.stream}/${entry.output}`}></ps-table>
  </section>`;
}

const amount = (key, label) => ({ key, label, number: true, cell: (entry) => number(entry[key]) });
