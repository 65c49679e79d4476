/** What the services logged of a run: from a level on, of one service, with a word; followed while it goes on. */
import { html, nothing } from 'lit';
import { PsElement } from '../../core/element.js';
import { get, path } from '../../core/api.js';
import { number, timeOfDay } from '../../core/format.js';
import { Poll } from '../../core/poll.js';

const PAGE = 500;

class PsRunLogs extends PsElement {
  static properties = { run: {}, over: { type: Boolean }, level: { state: true }, service: { state: true }, q: { state: true }, follow: { state: true } };

  constructor() {
    super();
    this.level = '';
    this.service = '';
    this.q = '';
    this.follow = true;
    this.forget();
    this.poll = new Poll(this, { every: 2000, task: (signal) => this.read(signal) });
  }

  /** Reads on to the end; the last page, which grows, is read anew each time. */
  async read(signal) {
    for (;;) {
      const page = await get(path`/runs/${this.run}/logs`, { level: this.level, service: this.service, q: this.q, limit: PAGE, after: this.cursor }, { signal });
      if (page.next === null || page.next === undefined) {
        this.tail = page.items;
        return page;
      }
      this.full = [...this.full, ...page.items];
      this.cursor = page.next;
      this.tail = [];
    }
  }

  forget() {
    this.full = [];
    this.tail = [];
    this.cursor = null;
  }

  ask(values) {
    Object.assign(this, values);
    this.forget();
    this.poll.restart();
  }

  willUpdate() {
    this.poll.every = this.over ? 10_000 : 2000;
  }

  updated() {
    const box = this.querySelector('.log');
    if (box && this.follow && !this.over) box.scrollTop = box.scrollHeight;
  }

  render() {
    const lines = [...this.full, ...this.tail];
    const dropped = this.poll.value?.dropped ?? 0;
    const select = (label, name, options) => html`<label class="field">${label}<select @change=${(event) => this.ask({ [name]: event.target.value })}>
      ${options.map(([value, text]) => html`<option value=${value} ?selected=${this[name] === value}>${text}</option>`)}</select></label>`;
    return html`<section class="card">
      <div class="filters">
        ${select('Level', 'level', [['', 'All'], ['info', 'Info and above'], ['warn', 'Warnings and errors'], ['error', 'Errors']])}
        ${select('Service', 'service', [['', 'All'], ['api', 'API'], ['extractor', 'Extractor'], ['transformer', 'Transformer'], ['loader', 'Loader']])}
        <label class="field">Search<input type="search" .value=${this.q} @change=${(event) => this.ask({ q: event.target.value })}></label>
        ${this.over ? nothing : html`<label class="row"><input type="checkbox" .checked=${this.follow} @change=${(event) => { this.follow = event.target.checked; }}>Follow the end</label>`}
        <a class="button" href="/api/v1/runs/${this.run}/logs?limit=1000" target="_blank" rel="noopener">Raw</a>
      </div>
      ${this.poll.problem ? html`<ps-problem .problem=${this.poll.problem} .retry=${() => this.poll.now()}></ps-problem>` : nothing}
      ${dropped ? html`<p class="muted small">${number(dropped)} more lines were too many to be kept.</p>` : nothing}
      ${this.poll.loading ? html`<ps-loading rows="6" label="Loading the log"></ps-loading>`
        : lines.length ? html`<div class="log" tabindex="0" role="log" aria-label="Log of the run" aria-live="off">${lines.map((line) => html`<div class="line ${line.level.toLowerCase()}"><time datetime=${line.at} title=${line.at}>${timeOfDay(line.at)}</time> <b>${line.level.toLowerCase()}</b> <i>${line.service}${line.stream ? ` ${line.stream}${line.split ? `/${line.split}` : ''}` : ''}</i> <span>${line.message}</span></div>`)}</div>`
          : html`<ps-empty heading="No lines" text=${this.level || this.service || this.q ? 'No line fits these filters.' : 'The services have not logged anything of this run yet.'}></ps-empty>`}
    </section>`;
  }
}
customElements.define('ps-run-logs', PsRunLogs);
