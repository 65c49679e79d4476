/** What the streams noted at the last published run. Properties: `pipeline`. */
import { html } from 'lit';
import { get, path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { shortId } from '../core/format.js';
import { Poll } from '../core/poll.js';

class StreamStates extends PsElement {
  static properties = { pipeline: {} };

  constructor() {
    super();
    this.states = new Poll(this, { every: 30_000, task: (signal) => get(path`/pipelines/${this.pipeline}/state`, {}, { signal }) });
  }

  render() {
    const { value, problem } = this.states;
    if (problem) return html`<ps-problem .problem=${problem}></ps-problem>`;
    if (!value) return html`<ps-loading></ps-loading>`;
    return html`<section class="card"><h2>State of the streams</h2>
      <p class="muted">Up to where each stream was read by the last published run, and the columns that it had. A run in mode full starts without.</p>
      <ps-table caption="State of the streams" quietCaption .rows=${value.items} .columns=${[
        { key: 'stream', label: 'Stream' },
        { key: 'environment', label: 'Environment', cell: (row) => row.environment ?? '–' },
        { key: 'state', label: 'Read up to', wide: true, cell: (row) => (row.state === null ? html`<span class="muted">read whole each time</span>` : html`<details><summary>${summary(row.state)}</summary><pre>${JSON.stringify(row.state, null, 2)}</pre></details>`) },
        { key: 'columns', label: 'Columns', number: true, cell: (row) => html`<span title=${row.columns.map((column) => `${column.name} ${column.type}`).join('\n')}>${row.columns.length}</span>` },
        { key: 'run', label: 'Run', cell: (row) => html`<a href=${`/runs/${row.run}`} aria-label=${`Run ${shortId(row.run)}`}><code>${shortId(row.run)}</code></a>` },
        { key: 'savedAt', label: 'Since', cell: (row) => html`<ps-time value=${row.savedAt}></ps-time>` },
      ]} .empty=${html`<ps-empty heading="Nothing is noted yet" text="The first published run notes how far it read."></ps-empty>`}></ps-table></section>`;
  }
}

const summary = (state) => {
  const text = JSON.stringify(state);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

customElements.define('ps-stream-states', StreamStates);
