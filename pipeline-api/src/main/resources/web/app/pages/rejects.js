/** Which of the last runs have rejects that somebody should deal with. */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';
import { get, path } from '../core/api.js';
import { number, shortId } from '../core/format.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';

const RUNS = 25;

class PsRejectsPage extends PsElement {
  static properties = { pipeline: {} };

  constructor() {
    super();
    this.poll = new Poll(this, { every: 20_000, task: (signal) => this.read(signal) });
  }

  willUpdate(changed) {
    if (changed.has('pipeline') && changed.get('pipeline') !== undefined) this.poll.restart();
  }

  /** The summaries of the last runs that are over, four at a time. */
  async read(signal) {
    const { items } = await get('/runs', { state: 'succeeded,failed', pipeline: this.pipeline, limit: RUNS }, { signal });
    const found = [];
    const left = [...items];
    const worker = async () => {
      for (let run = left.shift(); run; run = left.shift()) {
        found.push({ run, totals: await get(path`/runs/${run.id}/rejects/summary`, {}, { signal }) });
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    const order = new Map(items.map((run, i) => [run.id, i]));
    return { looked: items.length, rows: found.filter(({ totals }) => totals.total > 0).sort((a, b) => order.get(a.run.id) - order.get(b.run.id)) };
  }

  render() {
    const { value, problem } = this.poll;
    return html`
      <div class="page-head"><div><h1>Rejects</h1><p class="sub">Records that could not be loaded, of the last ${RUNS} runs that are over.</p></div></div>
      <form class="filters" role="search" @submit=${(event) => event.preventDefault()}>
        <label class="field">Pipeline<input type="search" placeholder="whole name" .value=${this.pipeline} @change=${(event) => setQuery({ pipeline: event.target.value.trim() })}></label>
      </form>
      ${problem ? html`<ps-problem .problem=${problem} .retry=${() => this.poll.now()}></ps-problem>` : nothing}
      ${value ? html`<div class="card"><ps-table caption="Runs with rejects" quietCaption .columns=${COLUMNS} .rows=${value.rows} .rowKey=${(each) => each.run.id}
          .empty=${html`<ps-empty heading="No rejects" text=${value.looked ? `None of the last ${value.looked} runs rejected a record.` : 'No run is over yet.'}></ps-empty>`}></ps-table></div>`
        : problem ? nothing : html`<div class="card"><ps-loading rows="6" label="Loading rejects"></ps-loading></div>`}`;
  }
}
customElements.define('ps-rejects-page', PsRejectsPage);

const waiting = ({ totals }) => (totals.byStatus?.open ?? 0) + (totals.byStatus?.failed_again ?? 0);

const COLUMNS = [
  { key: 'run', label: 'Run', cell: ({ run }) => html`<a href="/runs/${run.id}?tab=rejects"><strong>${run.pipeline}</strong></a> <span class="muted small nowrap">${shortId(run.id)}</span>` },
  { key: 'created', label: 'Created', cell: ({ run }) => html`<span class="nowrap"><ps-time .value=${run.createdAt}></ps-time></span>` },
  { key: 'total', label: 'Rejected', number: true, sort: ({ totals }) => totals.total, cell: ({ totals }) => number(totals.total) },
  { key: 'open', label: 'To be dealt with', number: true, sort: waiting, cell: (each) => number(waiting(each)) },
  {
    key: 'top', label: 'Most frequent reason', wide: true,
    cell: ({ totals }) => (totals.byRule.length ? html`${totals.byRule[0].rule} <span class="muted small">${number(totals.byRule[0].count)}</span><div class="small muted">${totals.byRule[0].exampleMessage}</div>` : '–'),
  },
];

route('/rejects', ({ query }) => html`<ps-rejects-page .pipeline=${query.get('pipeline') ?? ''}></ps-rejects-page>`, 'Rejects');
