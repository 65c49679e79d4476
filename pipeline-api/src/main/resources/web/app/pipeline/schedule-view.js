/** When the runs of a pipeline start by themselves, with pause and resume. Properties: `pipeline`. */
import { html, nothing } from 'lit';
import { get, path, post } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { count, duration, shortId } from '../core/format.js';
import { can } from '../core/me.js';
import { Poll } from '../core/poll.js';
import { confirm } from '../components/ps-dialog.js';
import { toast } from '../components/ps-toast.js';

class ScheduleView extends PsElement {
  static properties = { pipeline: {} };

  constructor() {
    super();
    this.schedule = new Poll(this, { every: 15_000, task: (signal) => get(path`/pipelines/${this.pipeline}/schedule`, {}, { signal }) });
  }

  async change(action) {
    const pausing = action === 'pause';
    const done = await confirm({
      heading: pausing ? 'Pause the schedule?' : 'Resume the schedule?',
      body: html`<p>${pausing
        ? 'No run starts by itself until the schedule is resumed. Runs that go on are left alone; runs can still be started by hand.'
        : 'Runs start by themselves again. What becomes of times that were missed is up to catch_up in the definition.'}</p>`,
      action: pausing ? 'Pause' : 'Resume',
      run: () => post(`${path`/pipelines/${this.pipeline}/schedule`}/${action}`),
    });
    if (done) {
      toast(pausing ? 'The schedule is paused.' : 'The schedule goes on.');
      this.schedule.now();
    }
  }

  render() {
    const { value, problem } = this.schedule;
    return html`<section class="card" aria-labelledby="schedule-head"><div class="card-head"><h2 id="schedule-head">Schedule</h2>
      ${value?.trigger ? html`<span class="row">${value.paused ? html`<ps-state value="paused"></ps-state>` : nothing}
        ${can('operator') ? html`<button @click=${() => this.change(value.paused ? 'resume' : 'pause')}>${value.paused ? 'Resume' : 'Pause'}</button>` : nothing}</span>` : nothing}</div>
      ${problem ? html`<ps-problem .problem=${problem}></ps-problem>` : nothing}
      ${value ? this.shown(value) : problem ? nothing : html`<ps-loading></ps-loading>`}</section>`;
  }

  shown(schedule) {
    if (!schedule.trigger) return html`<p class="muted">The definition has no <code>schedule</code>; runs are started by hand.</p>`;
    return html`
      ${schedule.problem ? html`<ps-problem .problem=${schedule.problem} heading="It did not go right the last time"></ps-problem>` : nothing}
      <dl class="facts">
        <dt>Starts</dt><dd>${trigger(schedule.trigger)}</dd>
        <dt>Next</dt><dd>${schedule.paused ? 'not while it is paused' : schedule.next.length
          ? html`<ul class="plain-list">${schedule.next.map((at) => html`<li><ps-time value=${at} exact></ps-time> (<ps-time value=${at}></ps-time>)</li>`)}</ul>`
          : 'not by the clock'}</dd>
        ${schedule.waiting ? html`<dt>Waiting</dt><dd>${count(schedule.waiting, 'run')} that could not start yet</dd>` : nothing}
        <dt>Last</dt><dd>${schedule.last ? html`<a href=${`/runs/${schedule.last.run}`} aria-label=${`Run ${shortId(schedule.last.run)}`}><code>${shortId(schedule.last.run)}</code></a>, due <ps-time value=${schedule.last.due}></ps-time>` : 'none yet'}</dd>
        <dt>Missed times</dt><dd>${{ none: 'are left out', last: 'the last one is made up for', all: 'all are made up for' }[schedule.trigger.catchUp] ?? schedule.trigger.catchUp}</dd>
      </dl>`;
  }
}

const trigger = (each) => {
  if (each.cron) return html`<code>${each.cron}</code> in ${each.timezone}`;
  if (each.every) return `every ${duration(each.every * 1000)}`;
  if (each.after) return html`after each success of <a href=${`/pipelines/${each.after}`}>${each.after}</a>`;
  if (each.arrival) return html`when a file arrives at <code>${each.arrival.path}</code> of ${each.arrival.connection}, looked for every ${duration(each.arrival.every * 1000)}`;
  return '–';
};

customElements.define('ps-schedule-view', ScheduleView);
