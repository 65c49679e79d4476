/** Backfills of a pipeline: start one, see how far they are, pause, resume, cancel. Properties: `pipeline`. */
import { html, nothing } from 'lit';
import { get, path, post } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { number, shortId } from '../core/format.js';
import { can } from '../core/me.js';
import { Poll } from '../core/poll.js';
import { confirm } from '../components/ps-dialog.js';
import { toast } from '../components/ps-toast.js';
import { placeProblems, readValues } from './run-request.js';

const FIELDS = ['from', 'to', 'step', 'parallel', 'order', 'reprocess', 'environment'];
const QUESTIONS = {
  cancel: ['Cancel the backfill?', 'Its runs that go on are cancelled; windows that are done stay done. A cancelled backfill cannot go on.', 'Cancel it'],
  pause: ['Pause the backfill?', 'No further window starts until it is resumed. Runs that go on are left alone.', 'Pause'],
  resume: ['Resume the backfill?', 'The next windows start; windows that failed are read again.', 'Resume'],
};

class Backfills extends PsElement {
  static properties = { pipeline: {}, wrong: { state: true }, problem: { state: true }, busy: { state: true }, open: { state: true } };

  constructor() {
    super();
    this.wrong = new Map();
    this.form = new Poll(this, { every: 0, task: (signal) => get(path`/pipelines/${this.pipeline}/form`, {}, { signal }) });
    this.list = new Poll(this, { every: 5000, task: (signal) => get('/backfills', { pipeline: this.pipeline, limit: 20 }, { signal }) });
  }

  async start(event) {
    event.preventDefault();
    const form = event.target;
    const request = Object.fromEntries([...readValues(form)].map(([name, [value]]) => [name, value.trim()]).filter(([, value]) => value));
    if (/^\d+$/.test(request.parallel ?? '')) request.parallel = Number(request.parallel);
    this.busy = true;
    this.problem = null;
    this.wrong = new Map();
    try {
      await post(path`/pipelines/${this.pipeline}/backfills`, request);
      form.reset();
      this.open = false;
      toast('The backfill was accepted.');
      this.list.now();
    } catch (error) {
      const { at, others } = placeProblems(error.problems ?? [], FIELDS);
      this.wrong = at;
      this.problem = at.size && !others.length ? null : error;
    }
    this.busy = false;
    await this.updateComplete;
    this.renderRoot.querySelector('[aria-invalid="true"]')?.focus();
  }

  async change(backfill, action) {
    const [heading, body, button] = QUESTIONS[action];
    const done = await confirm({
      heading, body: html`<p>${body}</p>`, action: button, danger: action === 'cancel',
      run: () => post(`${path`/backfills/${backfill.id}`}/${action}`),
    });
    if (done) this.list.now();
  }

  render() {
    const { value, problem } = this.list;
    const form = this.form.value;
    return html`<section class="card" aria-labelledby="backfills-head">
      <div class="card-head"><h2 id="backfills-head">Backfills</h2>
        ${form?.backfill && can('operator') ? html`<button aria-expanded=${this.open ? 'true' : 'false'} @click=${() => { this.open = !this.open; }}>New backfill…</button>` : nothing}</div>
      ${form && !form.backfill ? html`<p class="muted">The definition does not say which parameters are a window of time (<code>backfill</code>), so the past cannot be read in parts.</p>` : nothing}
      ${form?.backfill && this.open ? this.fields(form) : nothing}
      ${problem ? html`<ps-problem .problem=${problem}></ps-problem>` : nothing}
      ${value ? this.table(value.items, form) : problem ? nothing : html`<ps-loading></ps-loading>`}
    </section>`;
  }

  fields(form) {
    return html`<form class="stack" @submit=${this.start} novalidate>
      <p class="muted small">The span is read in windows, each by a run of its own with <code>${form.backfill.from}</code> and <code>${form.backfill.to}</code> as its bounds.</p>
      <div class="fields">
        ${this.text('from', 'From', 'a date or time', '2026-01-01')}
        ${this.text('to', 'To', 'up to before this', '2026-02-01')}
        ${this.text('step', 'Window', '1d, 6h, 2 weeks, 1 month', '1d')}
        ${this.text('parallel', 'At a time', 'runs; 1 if empty', '1')}
        ${this.choice('order', 'Order', [['', 'oldest first'], ['newest', 'newest first']])}
        ${this.choice('reprocess', 'Windows done before', [['', 'skip them'], ['failed', 'read those again that failed'], ['all', 'read all again']])}
        ${form.environments.length ? this.choice('environment', 'Environment', [['', 'none'], ...form.environments.map((name) => [name, name])]) : nothing}
      </div>
      ${this.problem ? html`<ps-problem .problem=${this.problem}></ps-problem>` : nothing}
      <div class="row"><button class="primary" ?disabled=${this.busy}>${this.busy ? 'Starting…' : 'Start backfill'}</button></div>
    </form>`;
  }

  text(name, label, hint, placeholder) {
    return this.field(name, label, hint, (id, wrong) => html`<input id=${id} name=${name} placeholder=${placeholder} autocomplete="off" aria-invalid=${wrong} aria-describedby="${id}-hint">`);
  }

  choice(name, label, options) {
    return this.field(name, label, '', (id, wrong) => html`<select id=${id} name=${name} aria-invalid=${wrong} aria-describedby="${id}-hint">${options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select>`);
  }

  field(name, label, hint, input) {
    const wrong = this.wrong.get(name) ?? [];
    const id = `backfill-${name}`;
    return html`<div class="form-field ${wrong.length ? 'wrong' : ''}"><label for=${id}>${label}</label>${input(id, wrong.length ? 'true' : 'false')}
      <div id="${id}-hint"><span class="hint">${hint}</span>${wrong.map((problem) => html`<p class="field-problem">${problem.message} ${problem.advice ?? ''}</p>`)}</div></div>`;
  }

  table(backfills, form) {
    if (!backfills.length && form && !form.backfill) return nothing;
    return html`<ps-table caption="Backfills, newest first" quietCaption .rows=${backfills} .rowKey=${(row) => row.id} .columns=${[
      { key: 'span', label: 'Span', cell: (row) => html`<span class="nowrap">${row.from} – ${row.to}</span><div class="muted small">by ${row.step}, <code>${shortId(row.id)}</code></div>` },
      { key: 'state', label: 'State', cell: (row) => html`<ps-state value=${row.state}></ps-state>${row.problem ? html`<ps-problem .problem=${row.problem}></ps-problem>` : nothing}` },
      { key: 'counts', label: 'Windows', wide: true, cell: (row) => progress(row) },
      { key: 'createdAt', label: 'Started', cell: (row) => html`<ps-time value=${row.createdAt}></ps-time>` },
      { key: 'actions', label: 'Actions', cell: (row) => (can('operator') ? html`<span class="row">${actions(row).map((action) => html`<button class="small ${action === 'cancel' ? 'danger' : ''}" @click=${() => this.change(row, action)} aria-label=${`${action} backfill ${shortId(row.id)}`}>${action}</button>`)}</span>` : nothing) },
    ]} .empty=${html`<ps-empty heading="No backfill yet" text="A backfill reads a span of the past in windows, each by a run of its own."></ps-empty>`}></ps-table>`;
  }
}

const actions = (row) => ({ RUNNING: ['pause', 'cancel'], PAUSED: ['resume', 'cancel'], FAILED: ['resume', 'cancel'] })[row.state] ?? [];

function progress({ counts, state }) {
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const done = counts.succeeded + counts.skipped;
  const rest = ['running', 'failed', 'cancelled', 'skipped'].filter((each) => counts[each]).map((each) => `${number(counts[each])} ${each}`);
  return html`<ps-progress value=${done} max=${all} label=${`${number(done)} of ${number(all)} done`} text=${rest.join(', ') || nothing} tone=${state === 'FAILED' ? 'bad' : state === 'SUCCEEDED' ? 'good' : nothing}></ps-progress>`;
}

customElements.define('ps-backfills', Backfills);
