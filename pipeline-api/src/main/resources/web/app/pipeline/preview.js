/** What the definition makes of its first records; nothing is kept. Properties: `definition`. */
import { html, nothing } from 'lit';
import { post } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { count, number } from '../core/format.js';
import { can } from '../core/me.js';

class Preview extends PsElement {
  static properties = { definition: {}, answer: { state: true }, problem: { state: true }, busy: { state: true } };

  async look(event) {
    event.preventDefault();
    const records = new FormData(event.target).get('records');
    this.busy = true;
    this.problem = null;
    try {
      this.answer = await post('/pipelines/preview', this.definition, { type: this.definition.trimStart().startsWith('{') ? 'application/json' : 'application/yaml', params: { records } });
    } catch (error) {
      this.problem = error;
    }
    this.busy = false;
  }

  render() {
    return html`<div class="stack">
      <section class="card">
        <p>Reads the first records of each stream and sends them through the steps. Nothing is loaded or kept; parameters have their defaults.</p>
        <form class="row end" @submit=${this.look}>
          <label class="field">Records of each stream
            <select name="records">${[10, 50, 100, 500].map((each) => html`<option ?selected=${each === 50}>${each}</option>`)}</select></label>
          <button class="primary" ?disabled=${!can('admin') || this.busy}>${this.busy ? 'Reading…' : 'Show records'}</button>
          ${can('admin') ? nothing : html`<span class="muted small">Previews need the role admin.</span>`}
        </form>
        ${this.problem ? html`<ps-problem .problem=${this.problem}></ps-problem>` : nothing}
      </section>
      ${this.answer?.streams.map((stream) => this.stream(stream)) ?? nothing}
    </div>`;
  }

  stream(stream) {
    return html`<section class="card"><h2>${stream.name}</h2>
      <p class="muted">${count(stream.read, 'record')} read, ${number(stream.filtered)} filtered, ${count(stream.rejects.length, 'reject')}</p>
      ${stream.problems.length ? html`<ps-problem .problem=${stream.problems}></ps-problem>` : nothing}
      ${stream.notes.map((note) => html`<p>${note}</p>`)}
      ${stream.outputs.map((output) => html`<h3>Output ${output.name}</h3>
        <ps-table caption=${`Rows of ${output.name}`} quietCaption .rows=${output.rows} .columns=${output.columns.map(({ name, type }) => ({
          key: name,
          label: html`${name} <span class="muted">${type}</span>`,
          cell: (row) => (row[name] === null || row[name] === undefined ? html`<span class="muted">NULL</span>` : typeof row[name] === 'object' ? JSON.stringify(row[name]) : String(row[name])),
        }))} .empty=${html`<p class="muted">No rows.</p>`}></ps-table>`)}
      ${stream.rejects.length ? html`<h3>Rejects</h3><ps-table caption=${`Rejects of ${stream.name}`} quietCaption .rows=${stream.rejects} .columns=${[
        { key: 'place', label: 'Place' }, { key: 'rule', label: 'Rule' }, { key: 'message', label: 'Why', wide: true }, { key: 'original', label: 'Original', wide: true, cell: (row) => html`<code>${row.original}</code>` },
      ]}></ps-table>` : nothing}
      ${stream.warnings.length ? html`<h3>Warnings</h3><ps-table caption=${`Warnings of ${stream.name}`} quietCaption .rows=${stream.warnings} .columns=${[
        { key: 'rule', label: 'Rule' }, { key: 'count', label: 'Records', number: true }, { key: 'message', label: 'For example', wide: true },
      ]}></ps-table>` : nothing}
    </section>`;
  }
}

customElements.define('ps-preview', Preview);
