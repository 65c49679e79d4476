/**
 * Runs that go on, with what the events told of them since. Properties: `answer` (of GET /runs),
 * `problem`, `counts` (Map of run to the data of its last event).
 */
import { html } from 'lit';
import { PsElement } from '../core/element.js';
import { duration, number, shortId } from '../core/format.js';

const STAGES = ['extract', 'transform', 'load', 'audit', 'publish'];

class Running extends PsElement {
  static properties = { answer: { attribute: false }, problem: { attribute: false }, counts: { attribute: false } };

  render() {
    if (!this.answer) return this.problem ? html`<ps-problem .problem=${this.problem}></ps-problem>` : html`<ps-loading></ps-loading>`;
    const over = (run) => this.counts?.get(run.id)?.last;
    const rows = this.answer.items.filter((run) => !over(run));
    return html`<ps-table caption="Runs that go on" quietCaption .rows=${rows} .rowKey=${(run) => run.id} .columns=${[
      { key: 'pipeline', label: 'Pipeline', cell: (run) => html`<a href=${`/pipelines/${run.pipeline}`}>${run.pipeline}</a>` },
      { key: 'id', label: 'Run', cell: (run) => html`<a href=${`/runs/${run.id}`} aria-label=${`Run ${shortId(run.id)} of ${run.pipeline}`}><code>${shortId(run.id)}</code></a>` },
      { key: 'state', label: 'State', cell: (run) => html`<ps-state value=${this.now(run)?.status ?? run.state}></ps-state>${run.dryRun ? html` <span class="muted">dry run</span>` : ''}` },
      { key: 'stage', label: 'Stages done', cell: (run) => stages(this.now(run)?.completedStages ?? run.completedStages) },
      { key: 'read', label: 'Read', number: true, cell: (run) => of(this.now(run), 'extract') },
      { key: 'loaded', label: 'Loaded', number: true, cell: (run) => of(this.now(run), 'load') },
      { key: 'rejects', label: 'Rejects', number: true, cell: (run) => number(this.now(run)?.rejects) },
      { key: 'time', label: 'For', number: true, cell: (run) => duration(this.now(run)?.totalDurationMillis || run.durationMillis || null) },
    ]} .empty=${html`<p class="muted">Nothing runs at the moment.</p>`}></ps-table>`;
  }

  now(run) {
    return this.counts?.get(run.id);
  }
}

const of = (told, stage) => number(told?.stages.find((each) => each.stage === stage)?.records);

const stages = (done) => {
  const last = done.at(-1);
  return html`<span title=${done.join(', ')}>${done.length} of ${STAGES.length}${last ? html` <span class="muted">${last}</span>` : ''}</span>`;
};

customElements.define('ps-running', Running);
