/** The rejects of a run: by reason, one by one, and what can be done about them. */
import { html, nothing } from 'lit';
import { PsElement } from '../../core/element.js';
import { get, path, post, url } from '../../core/api.js';
import { count, number } from '../../core/format.js';
import { can } from '../../core/me.js';
import { Pager } from '../../core/pager.js';
import { Poll } from '../../core/poll.js';
import { go } from '../../core/router.js';
import { confirm } from '../../components/ps-dialog.js';
import { toast } from '../../components/ps-toast.js';
import { confirmDismiss } from './reject.js';

const STATUSES = [['', 'Any status'], ['open,failed_again', 'To be dealt with'], ['open', 'Open'], ['replaying', 'Replaying'], ['replayed', 'Replayed'], ['failed_again', 'Failed again'], ['dismissed', 'Dismissed']];

class PsRejects extends PsElement {
  static properties = { run: { attribute: false }, group: { state: true }, status: { state: true }, q: { state: true }, chosen: { state: true } };

  constructor() {
    super();
    this.status = '';
    this.q = '';
    this.group = null;
    this.totals = new Poll(this, { every: 8000, task: (signal) => get(path`/runs/${this.run.id}/rejects/summary`, {}, { signal }) });
    this.pager = new Pager(this, {
      every: 8000, key: (reject) => reject.id,
      load: (after, signal) => get(path`/runs/${this.run.id}/rejects`, { ...this.filter(), limit: 100, after }, { signal }),
    });
  }

  /** What is chosen, in the words of the API. */
  filter() {
    const filter = {};
    if (this.group) {
      Object.assign(filter, { stream: this.group.stream, stage: this.group.stage });
      if (this.group.rule !== 'other') filter.rule = this.group.rule;
    }
    if (this.status) filter.status = this.status;
    if (this.q) filter.q = this.q;
    return filter;
  }

  ask(values) {
    Object.assign(this, values, { chosen: null });
    this.pager.restart();
  }

  refresh() {
    this.totals.now();
    this.pager.now();
  }

  render() {
    const totals = this.totals.value;
    if (this.totals.problem && !totals) return html`<ps-problem .problem=${this.totals.problem} .retry=${() => this.totals.now()}></ps-problem>`;
    if (!totals) return html`<ps-loading label="Loading rejects"></ps-loading>`;
    if (totals.total === 0) {
      return html`<ps-empty heading="No rejects" text=${['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(this.run.state) ? 'Every record was fine.' : 'Every record was fine so far.'}></ps-empty>`;
    }
    const chosen = this.chosen && (this.pager.items.find((each) => each.id === this.chosen.id) ?? this.chosen);
    return html`<div class="stack">
      <section class="card"><div class="card-head"><h2>${count(totals.total, 'reject')} by reason</h2>
          ${totals.kept < totals.total ? html`<span class="muted small">The first ${number(totals.kept)} can be read here.</span>` : nothing}</div>
        <ul class="reject-groups">${totals.byRule.map((group) => this.reason(group))}</ul></section>
      ${chosen ? html`<ps-reject .run=${this.run.id} .reject=${chosen} @closed=${() => { this.chosen = null; }}
        @replayed=${(event) => go(`/runs/${event.detail.id}`)} @changed=${() => this.refresh()}></ps-reject>` : nothing}
      ${this.pager.problem?.status === 403 ? html`<ps-problem tone="warn" heading="You may not see the records" .problem=${this.pager.problem}></ps-problem>` : html`<section class="card">
        <div class="filters">
          <label class="field">Status<select @change=${(event) => this.ask({ status: event.target.value })}>${STATUSES.map(([value, text]) => html`<option value=${value} ?selected=${value === this.status}>${text}${value && !value.includes(',') ? ` (${number(totals.byStatus?.[value] ?? 0)})` : ''}</option>`)}</select></label>
          <label class="field">Search<input type="search" placeholder="message, record, place" .value=${this.q} @change=${(event) => this.ask({ q: event.target.value.trim() })}></label>
          ${this.together()}
        </div>
        <ps-problem .problem=${this.pager.problem} .retry=${() => this.pager.now()}></ps-problem>
        ${this.pager.loading ? html`<ps-loading rows="6"></ps-loading>` : html`<ps-table caption="Rejects" quietCaption .rows=${this.pager.items} .rowKey=${(each) => each.id}
          .columns=${this.columns()} .next=${this.pager.next} .loadingMore=${this.pager.more} @more=${() => this.pager.loadMore()}
          .empty=${html`<ps-empty heading="No reject fits" text="Take a filter away to see more."></ps-empty>`}></ps-table>`}
        <ps-problem .problem=${this.pager.moreProblem}></ps-problem>
      </section>`}</div>`;
  }

  reason(group) {
    const same = this.group && ['stream', 'stage', 'step', 'rule'].every((key) => this.group[key] === group[key]);
    return html`<li><button aria-pressed=${same ? 'true' : 'false'} @click=${() => this.ask({ group: same ? null : group })}>
      <strong>${group.rule}</strong><span>${number(group.count)}</span>
      <span class="small muted">${group.stream}, ${group.stage}${group.step ? `, ${group.step}` : ''}. For example ${group.exampleMessage} <code>${group.examplePlace}</code></span></button></li>`;
  }

  /** What can be done with all that the filter means. */
  together() {
    const base = path`/runs/${this.run.id}/rejects`;
    return html`
      ${can('operator') ? html`
        <button @click=${() => this.replayAll()}>Replay these…</button>
        <button @click=${() => this.dismissAll()}>Dismiss these…</button>` : nothing}
      <a class="button" download href=${url(base, { ...this.filter(), format: 'jsonl' })}>JSON Lines</a>
      <a class="button" download href=${url(base, { ...this.filter(), format: 'csv' })}>CSV</a>`;
  }

  async replayAll() {
    const answer = await confirm({
      heading: 'Replay these rejects?', action: 'Replay',
      body: html`<p>${this.meant()} that are open or failed again go through the pipeline's current version as a run of their own; what succeeds is added to the tables. Correct the pipeline first if the records are fine and it is not.</p>`,
      run: () => post(path`/runs/${this.run.id}/replay`, { filter: this.filter() }),
    });
    if (answer?.id) go(`/runs/${answer.id}`);
  }

  async dismissAll() {
    const answer = await confirmDismiss(`Dismiss ${this.meant().toLowerCase()}?`, (reason) => post(path`/runs/${this.run.id}/rejects/dismiss`, { filter: this.filter(), reason }));
    if (answer) {
      toast(`${count(answer.changed, 'reject')} dismissed.`);
      this.refresh();
    }
  }

  meant() {
    return Object.keys(this.filter()).length ? 'All rejects that fit the filter' : 'All rejects of this run';
  }

  columns() {
    return [
      { key: 'id', label: 'No.', number: true, sort: true },
      { key: 'status', label: 'Status', cell: (each) => html`<ps-state .value=${each.status}></ps-state>` },
      { key: 'message', label: 'Why', wide: true, cell: (each) => html`<button class="link" @click=${() => this.choose(each)}>${each.message}</button><div class="small muted">${each.rule}</div>` },
      { key: 'place', label: 'Where', cell: (each) => html`<code>${each.place}</code>` },
    ];
  }

  async choose(reject) {
    this.chosen = reject;
    await this.updateComplete;
    this.querySelector('ps-reject')?.scrollIntoView({ block: 'nearest' });
  }
}
customElements.define('ps-rejects', PsRejects);
