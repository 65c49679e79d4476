/** The checks of a run and, for each that found something, the rows that it found. */
import { html, nothing } from 'lit';
import { PsElement } from '../../core/element.js';
import { get, path } from '../../core/api.js';
import { number } from '../../core/format.js';

class PsRunChecks extends PsElement {
  static properties = { run: { attribute: false }, answer: { state: true }, problem: { state: true }, rows: { state: true } };

  constructor() {
    super();
    this.rows = {};
  }

  willUpdate(changed) {
    if (!changed.has('run')) return;
    const mark = `${this.run.id}/${this.run.state}/${this.run.checks.length}`;
    if (mark !== this.mark) {
      this.mark = mark;
      this.load();
    }
  }

  async load() {
    try {
      this.answer = await get(path`/runs/${this.run.id}/checks`);
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  render() {
    if (this.problem) return html`<ps-problem .problem=${this.problem} .retry=${() => this.load()}></ps-problem>`;
    if (!this.answer) return html`<ps-loading label="Loading checks"></ps-loading>`;
    if (!this.answer.items.length) return html`<ps-empty heading="No checks" text="Checks run when everything is loaded, and this pipeline may have none."></ps-empty>`;
    const quality = this.answer.quality;
    return html`<section class="card"><div class="card-head"><h2>Checks</h2>${quality?.score !== null && quality?.score !== undefined ? html`<span>Quality <strong>${quality.score}</strong> of 100</span>` : nothing}</div>
      <ul class="checks">${this.answer.items.map((check) => this.check(check))}</ul></section>`;
  }

  check(check) {
    return html`<li>
      <div class="row"><ps-state .value=${check.outcome}></ps-state> <strong>${check.check}</strong> <span class="muted">on ${check.on}</span></div>
      ${check.outcome === 'passed' ? nothing : html`<p>${check.message} ${check.total ? html`<span class="muted">${number(check.failing)} of ${number(check.total)}</span>` : nothing}</p>`}
      ${check.kept > 0 ? html`<details @toggle=${(event) => event.target.open && this.open(check)}><summary>Rows that it found (${number(check.kept)} kept)</summary>${this.found(check)}</details>` : nothing}
    </li>`;
  }

  async open(check) {
    if (this.rows[check.number]) return;
    try {
      const { items } = await get(path`/runs/${this.run.id}/checks/${check.number}/rows`);
      this.rows = { ...this.rows, [check.number]: { items } };
    } catch (problem) {
      this.rows = { ...this.rows, [check.number]: { problem } };
    }
  }

  found(check) {
    const found = this.rows[check.number];
    if (!found) return html`<ps-loading rows="3"></ps-loading>`;
    if (found.problem) return html`<ps-problem .problem=${found.problem}></ps-problem>`;
    const columns = Object.keys(found.items[0] ?? {}).map((name) => ({ key: name, label: name, sort: true }));
    return html`<ps-table caption="Rows that ${check.check} found" quietCaption .columns=${columns} .rows=${found.items}></ps-table>`;
  }
}
customElements.define('ps-run-checks', PsRunChecks);
