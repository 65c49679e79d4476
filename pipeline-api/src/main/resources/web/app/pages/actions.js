/** Actions: who did what, when and from where; filters in the address. */
import { html, nothing } from 'lit';
import { path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { pagesOf } from '../core/paged.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';
import { trouble } from './catalogue.js';

route('/actions', ({ query }) => html`<ps-actions-page .search=${query.toString()}></ps-actions-page>`, 'Actions');

const KINDS = ['backfill.create', 'notifier.test', 'pipeline.delete', 'pipeline.put', 'rejects.dismiss', 'rejects.reopen', 'run.cancel', 'run.pause', 'run.priority', 'run.replay', 'run.resume', 'run.retry', 'schedule.pause', 'schedule.resume'];

/** What it was done to, as a link where there is a page of it. */
function subject(text) {
  const [kind, id] = String(text).split('/');
  if ((kind === 'runs' || kind === 'pipelines') && id) return html`<a class="mono" href=${path`/${kind}/${id}`}>${text}</a>`;
  return html`<span class="mono">${text}</span>`;
}

const COLUMNS = [
  { key: 'at', label: 'When', cell: (row) => html`<span class="nowrap"><ps-time exact value=${row.at}></ps-time></span>` },
  { key: 'who', label: 'Who', cell: (row) => html`<button class="quiet small" aria-label="Only what ${row.who || 'nobody'} did" @click=${() => setQuery({ who: row.who })}>${row.who || '–'}</button>` },
  { key: 'action', label: 'What', cell: (row) => html`<span class="mono">${row.action}</span>` },
  { key: 'subject', label: 'To what', wide: true, cell: (row) => subject(row.subject) },
  { key: 'detail', label: 'Detail', wide: true, cell: (row) => row.detail || '–' },
  { key: 'origin', label: 'From', cell: (row) => html`<span class="mono">${row.origin || '–'}</span>` },
];

class PsActionsPage extends PsElement {
  static properties = { search: {}, pages: { state: true } };

  constructor() {
    super();
    this.pages = 1;
    this.poll = new Poll(this, { every: 15_000, task: (signal) => pagesOf('/actions', this.filters(), this.pages, signal) });
  }

  filters() {
    const query = new URLSearchParams(this.search ?? '');
    return { who: query.get('who'), action: query.get('action'), subject: query.get('subject') };
  }

  willUpdate(changed) {
    if (changed.has('search') && changed.get('search') !== undefined) {
      this.pages = 1;
      this.poll.now();
    }
  }

  render() {
    const { who, action, subject: of } = this.filters();
    const { value, problem, loading } = this.poll;
    const filtered = who || action || of;
    const rows = value?.items.map((row, i) => ({ ...row, number: `${row.at} ${row.action} ${row.subject} ${i}` }));
    return html`
      <div class="page-head"><div><h1>Actions</h1><div class="sub">Who did what, the newest first.</div></div></div>
      <div class="filters" role="search">
        <label class="field">Who<input type="search" .value=${who ?? ''} @change=${(event) => setQuery({ who: event.target.value.trim() })}></label>
        <label class="field">What<select aria-label="What" @change=${(event) => setQuery({ action: event.target.value })}>
          <option value="" ?selected=${!action}>everything</option>
          ${[...new Set([...KINDS, ...(action ? [action] : [])])].map((each) => html`<option ?selected=${each === action}>${each}</option>`)}</select></label>
        <label class="field">To what<input type="search" .value=${of ?? ''} placeholder="pipelines/orders" @change=${(event) => setQuery({ subject: event.target.value.trim() })}></label>
        ${filtered ? html`<a class="button" href="/actions">Show all</a>` : nothing}</div>
      ${trouble(problem, () => this.poll.now())}
      ${loading ? html`<ps-loading rows="8" label="Loading the actions"></ps-loading>` : nothing}
      ${rows ? html`<div class="card"><h2 class="visually-hidden">Actions</h2><ps-table caption="Actions" quietCaption .columns=${COLUMNS} .rows=${rows} .rowKey=${(row) => row.number} .next=${value.next} @more=${this.more}
        .empty=${filtered ? html`<ps-empty heading="Nothing fits" text="Nobody did such a thing, or it is too long ago."></ps-empty>`
          : html`<ps-empty heading="Nobody has done anything yet" text="What people and programs do over the API is noted here."></ps-empty>`}></ps-table></div>` : nothing}`;
  }

  more() {
    this.pages += 1;
    this.poll.now();
  }
}
customElements.define('ps-actions-page', PsActionsPage);
