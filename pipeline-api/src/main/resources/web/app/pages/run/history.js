/** Who did what to a run, and who was told of it. */
import { html, nothing } from 'lit';
import { PsElement } from '../../core/element.js';
import { get, path } from '../../core/api.js';
import { Poll } from '../../core/poll.js';

const WORDS = {
  'run.submit': 'started it', 'run.rerun': 'started it like an earlier one', 'run.start': 'started it', 'run.replay': 'started it as a replay',
  'run.cancel': 'cancelled it', 'run.pause': 'paused it', 'run.resume': 'resumed it', 'run.priority': 'changed its priority',
  'run.retry': 'tried it again', 'rejects.dismiss': 'dismissed rejects', 'rejects.reopen': 'opened rejects again',
};

class PsRunHistory extends PsElement {
  static properties = { run: {}, state: {} };

  constructor() {
    super();
    this.poll = new Poll(this, {
      every: 8000,
      task: async (signal) => {
        const [actions, hooks] = await Promise.all([
          get(path`/runs/${this.run}/actions`, {}, { signal }), get(path`/runs/${this.run}/hooks`, {}, { signal }),
        ]);
        return { actions: actions.items, hooks: hooks.items };
      },
    });
  }

  updated(changed) {
    if (changed.get('state') !== undefined) this.poll.now();
  }

  render() {
    const { value, problem } = this.poll;
    if (problem && !value) return html`<ps-problem .problem=${problem} .retry=${() => this.poll.now()}></ps-problem>`;
    if (!value) return html`<ps-loading label="Loading the history"></ps-loading>`;
    return html`<div class="stack">
      <section class="card"><h2>What was done</h2>
        <ps-table caption="What was done to the run, the newest first" quietCaption .rows=${value.actions} .columns=${ACTIONS}
          .empty=${html`<ps-empty heading="Nobody did anything" text="Starts by a schedule and all that people do to the run appear here."></ps-empty>`}></ps-table></section>
      ${value.hooks.length ? html`<section class="card"><h2>Who is told</h2>
        <ps-table caption="Hooks of the run" quietCaption .rows=${value.hooks} .rowKey=${(hook) => hook.id} .columns=${HOOKS}></ps-table></section>` : nothing}
    </div>`;
  }
}
customElements.define('ps-run-history', PsRunHistory);

const ACTIONS = [
  { key: 'at', label: 'When', cell: (each) => html`<span class="nowrap"><ps-time .value=${each.at}></ps-time></span>` },
  { key: 'who', label: 'Who' },
  { key: 'action', label: 'What', cell: (each) => WORDS[each.action] ?? each.action },
  { key: 'detail', label: 'Detail', wide: true, cell: (each) => (each.detail ? html`<code>${typeof each.detail === 'string' ? each.detail : JSON.stringify(each.detail)}</code>` : '–') },
];

const HOOKS = [
  { key: 'state', label: 'State', cell: (hook) => html`<ps-state .value=${hook.state}></ps-state>` },
  { key: 'when', label: 'Moment' },
  { key: 'notifier', label: 'Notifier' },
  { key: 'blocking', label: 'Waits for the answer', cell: (hook) => (hook.blocking ? 'yes' : 'no') },
  { key: 'attempts', label: 'Attempts', number: true },
  { key: 'lastError', label: 'Last error', wide: true },
  { key: 'deliveredAt', label: 'Delivered', cell: (hook) => html`<ps-time .value=${hook.deliveredAt}></ps-time>` },
];
