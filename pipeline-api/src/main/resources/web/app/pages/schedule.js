/** Schedule: what starts when in the next days, and the schedules themselves with pause and resume. */
import { html, nothing } from 'lit';
import { get, path, post } from '../core/api.js';
import { confirm } from '../components/ps-dialog.js';
import { toast } from '../components/ps-toast.js';
import { PsElement } from '../core/element.js';
import { count, duration, number, shortId } from '../core/format.js';
import { can, onMe } from '../core/me.js';
import { Poll } from '../core/poll.js';
import { route } from '../core/router.js';
import { trouble } from './catalogue.js';

route('/schedule', () => html`<ps-schedule-page></ps-schedule-page>`, 'Schedule');

const DAYS = 7;
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What starts the runs, as a person would say it. */
function words(trigger) {
  if (!trigger) return '–';
  if (trigger.cron) return html`<span class="mono">${trigger.cron}</span> ${trigger.timezone}`;
  if (trigger.every) return `every ${duration(trigger.every * 1000).replace(/ 0 (s|min|h)$/, '')}`;
  if (trigger.after) return html`after <a href=${path`/pipelines/${trigger.after}`}>${trigger.after}</a>`;
  return html`when files arrive at <span class="mono">${trigger.arrival.connection}:${trigger.arrival.path}</span>`;
}

class PsSchedulePage extends PsElement {
  constructor() {
    super();
    this.poll = new Poll(this, {
      every: 15_000,
      task: async (signal) => {
        const [starts, schedules] = await Promise.all([get('/schedules', { limit: 500 }, { signal }), get('/schedules/pipelines', {}, { signal })]);
        return { starts: starts.items, schedules: schedules.items };
      },
    });
  }

  connectedCallback() {
    super.connectedCallback();
    this.forgetMe = onMe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forgetMe();
  }

  render() {
    const { value, problem, loading } = this.poll;
    const troubles = value?.schedules.filter((each) => each.problem) ?? [];
    return html`
      <div class="page-head"><div><h1>Schedule</h1><div class="sub">What starts by itself in the next ${DAYS} days. Times are those of ${zone}.</div></div></div>
      ${trouble(problem, () => this.poll.now())}
      ${loading ? html`<ps-loading rows="8" label="Loading the schedule"></ps-loading>` : nothing}
      ${value && !value.schedules.length ? html`<div class="card"><h2 class="visually-hidden">Schedules</h2><ps-empty heading="Nothing starts by itself" text="A pipeline gets a schedule in its definition, for example  schedule: { cron: 0 2 * * * }." .action=${html`<a class="button" href="/pipelines">To the pipelines</a>`}></ps-empty></div>` : nothing}
      ${value?.schedules.length ? html`<div class="stack">
        ${troubles.length ? html`<h2 class="visually-hidden">Schedules in trouble</h2>` : nothing}
        ${troubles.map((each) => html`<ps-problem heading="The schedule of ${each.pipeline} is in trouble" .problem=${each.problem}></ps-problem>`)}
        <div class="columns">${this.calendar(value.starts)}${this.unclocked(value.starts)}</div>
        ${this.schedules(value.schedules)}</div>` : nothing}`;
  }

  calendar(starts) {
    const end = Date.now() + DAYS * 86_400_000;
    const days = new Map();
    for (const start of starts) {
      if (!start.at || new Date(start.at).getTime() > end) continue;
      const name = day.format(new Date(start.at));
      if (!days.has(name)) days.set(name, []);
      days.get(name).push(start);
    }
    return html`<section class="card"><h2>By the clock</h2>
      ${days.size === 0 ? html`<p class="muted">Nothing in these days.</p>` : nothing}
      ${[...days].map(([name, ofDay]) => html`<div class="day"><h3>${name}<div class="muted small">${count(ofDay.length, 'run')}</div></h3>
        <ul>${groups(ofDay).map(([pipeline, times]) => html`<li><span class="mono">${times.slice(0, 6).join(' ')}${times.length > 6 ? ` and ${number(times.length - 6)} more` : ''}</span><a href=${path`/pipelines/${pipeline}`}>${pipeline}</a></li>`)}</ul></div>`)}</section>`;
  }

  unclocked(starts) {
    const others = starts.filter((start) => !start.at);
    return html`<section class="card"><h2>Not by the clock</h2>
      ${others.length ? html`<ul class="unstyled">${others.map((start) => html`<li><a href=${path`/pipelines/${start.pipeline}`}>${start.pipeline}</a> <span class="muted">${start.by === 'after' ? 'after another pipeline' : 'when files arrive'}</span></li>`)}</ul>` : html`<p class="muted">No pipeline waits for another one or for files.</p>`}</section>`;
  }

  schedules(schedules) {
    const columns = [
      { key: 'pipeline', label: 'Pipeline', sort: true, cell: (row) => html`<a href=${path`/pipelines/${row.pipeline}`}>${row.pipeline}</a>` },
      { key: 'trigger', label: 'Starts', wide: true, cell: (row) => words(row.trigger) },
      { key: 'state', label: 'State', cell: (row) => (row.problem ? html`<ps-state value="failed" label="in trouble"></ps-state>` : row.paused ? html`<ps-state value="paused"></ps-state>` : html`<ps-state value="ok" label="active"></ps-state>`) },
      { key: 'next', label: 'Next', cell: (row) => html`<ps-time value=${row.next[0] ?? ''}></ps-time>` },
      { key: 'waiting', label: 'Waiting', number: true, cell: (row) => number(row.waiting) },
      { key: 'last', label: 'Last run', cell: (row) => (row.last ? html`<a class="mono" href=${path`/runs/${row.last.run}`}>${shortId(row.last.run)}</a> <span class="muted">due <ps-time value=${row.last.due}></ps-time></span>` : '–') },
      { key: 'action', label: html`<span class="visually-hidden">Action</span>`, cell: (row) => (can('operator') ? html`<button class="small" aria-label="${row.paused ? 'Resume' : 'Pause'} ${row.pipeline}" @click=${() => this.toggle(row)}>${row.paused ? 'Resume' : 'Pause'}</button>` : nothing) },
    ];
    return html`<section class="card"><h2>Schedules</h2><ps-table caption="Schedules of all pipelines" quietCaption .columns=${columns} .rows=${schedules} .rowKey=${(row) => row.pipeline}></ps-table></section>`;
  }

  async toggle({ pipeline, paused, trigger }) {
    const missed = { none: 'What passed meanwhile is left out.', last: 'If runs were missed meanwhile, the last one is started now.', all: 'All runs that were missed meanwhile are started now.' };
    const done = await confirm({
      heading: paused ? `Resume the schedule of ${pipeline}?` : `Pause the schedule of ${pipeline}?`,
      body: html`<p>${paused ? `Its runs start by themselves again. ${missed[trigger?.catchUp] ?? ''}` : 'Nothing of it starts by itself until it is resumed. A run that is under way goes on.'}</p>`,
      action: paused ? 'Resume' : 'Pause',
      run: () => post(path`/pipelines/${pipeline}/schedule/${paused ? 'resume' : 'pause'}`),
    });
    if (done) {
      toast(paused ? `The schedule of ${pipeline} goes on.` : `The schedule of ${pipeline} is paused.`);
      this.poll.now();
    }
  }
}

/** [pipeline, its times] in the order of the first. */
function groups(starts) {
  const all = new Map();
  for (const { pipeline, at } of starts) {
    if (!all.has(pipeline)) all.set(pipeline, []);
    all.get(pipeline).push(clock.format(new Date(at)));
  }
  return [...all];
}
customElements.define('ps-schedule-page', PsSchedulePage);
