/** Health and lag of each service, where the server tells it. */
import { html, nothing } from 'lit';
import { get } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { count, duration, number } from '../core/format.js';
import { Poll } from '../core/poll.js';

class Services extends PsElement {
  constructor() {
    super();
    this.services = new Poll(this, {
      every: 10_000,
      task: (signal) =>
        get('/services', {}, { signal }).catch((error) => {
          if (error.status === 404) return { missing: true };
          throw error;
        }),
    });
  }

  render() {
    const { value, problem } = this.services;
    if (problem) return html`<ps-problem .problem=${problem}></ps-problem>`;
    if (!value) return html`<ps-loading></ps-loading>`;
    if (value.missing) return html`<p class="muted">Not available: this server does not tell how its services are.</p>`;
    return html`
      <ps-table caption="State of each service" quietCaption .rows=${value.items} .columns=${[
        { key: 'name', label: 'Service' },
        { key: 'state', label: 'State', cell: (row) => html`<ps-state value=${row.state}></ps-state>` },
        { key: 'instances', label: 'Instances', number: true, cell: (row) => number(row.instances?.length) },
        { key: 'lag', label: 'Behind', cell: (row) => lag(row.lag) },
        { key: 'message', label: 'What it says', wide: true, cell: (row) => row.message || nothing },
      ]}></ps-table>
      <p class="row small">${['broker', 'database'].map((name) => (value[name]
        ? html`<span>${name === 'broker' ? 'Kafka' : 'Database'} <ps-state value=${value[name].state}></ps-state> ${value[name].message || nothing}</span>` : nothing))}</p>`;
  }
}

const lag = (behind) => {
  if (!behind || behind.messages === null || behind.messages === undefined) return '–';
  if (behind.messages === 0) return 'nothing waits';
  return `${count(behind.messages, 'message')}${behind.oldestSeconds ? `, the oldest for ${duration(behind.oldestSeconds * 1000)}` : ''}`;
};

customElements.define('ps-services', Services);
