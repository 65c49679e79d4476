/** Versions of a pipeline and what differs between two. Properties: `pipeline`, `version` (the current one), `from`, `to`. */
import { html, nothing } from 'lit';
import { get, path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { setQuery } from '../core/router.js';

const CONTEXT = 3;

class Versions extends PsElement {
  static properties = {
    pipeline: {}, version: { type: Number }, from: {}, to: {},
    versions: { state: true }, next: { state: true }, difference: { state: true }, problem: { state: true }, whole: { state: true },
  };

  willUpdate(changed) {
    if (changed.has('pipeline')) this.load();
    if (changed.has('pipeline') || changed.has('from') || changed.has('to') || changed.has('version')) this.compare();
  }

  get pair() {
    const to = Number(this.to) || this.version;
    return { from: Number(this.from) || Math.max(1, to - 1), to };
  }

  async load(after) {
    try {
      const page = await get(path`/pipelines/${this.pipeline}/versions`, { after });
      this.versions = after ? [...this.versions, ...page.items] : page.items;
      this.next = page.next;
    } catch (error) {
      this.problem = error;
    }
  }

  async compare() {
    const pair = this.pair;
    this.difference = null;
    if (pair.from === pair.to) return;
    try {
      const difference = await get(path`/pipelines/${this.pipeline}/diff`, pair);
      if (this.pair.from === pair.from && this.pair.to === pair.to) this.difference = difference;
    } catch (error) {
      this.problem = error;
    }
  }

  render() {
    if (this.problem) return html`<ps-problem .problem=${this.problem}></ps-problem>`;
    if (!this.versions) return html`<ps-loading></ps-loading>`;
    return html`<div class="stack">
      <section class="card"><h2>Versions</h2>
        <ps-table caption="Versions, newest first" quietCaption .rows=${this.versions} .rowKey=${(row) => row.version} .next=${this.next} @more=${() => this.load(this.next)} .columns=${[
          { key: 'version', label: 'Version', number: true },
          { key: 'createdAt', label: 'Put', cell: (row) => html`<ps-time value=${row.createdAt}></ps-time>` },
          { key: 'description', label: 'Description', wide: true },
          { key: 'compare', label: 'Compare', cell: (row) => (row.version > 1 ? html`<button class="small" @click=${() => setQuery({ from: row.version - 1, to: row.version })}>with ${row.version - 1}</button>` : nothing) },
        ]}></ps-table></section>
      ${this.version > 1 ? this.compared() : html`<p class="muted">There is one version; what differs shows here with the second.</p>`}
    </div>`;
  }

  compared() {
    const { from, to } = this.pair;
    const choice = (name, selected) => html`<label class="field">${name === 'from' ? 'From version' : 'To version'}
      <select @change=${(event) => setQuery({ from, to, [name]: event.target.value })}>
        ${this.versions.map((row) => html`<option value=${row.version} ?selected=${row.version === selected}>${row.version}</option>`)}</select></label>`;
    return html`<section class="card"><h2>What differs</h2>
      <div class="filters">${choice('from', from)}${choice('to', to)}
        <label class="check"><input type="checkbox" .checked=${this.whole ?? false} @change=${(event) => { this.whole = event.target.checked; }}> All lines</label></div>
      ${from === to ? html`<p class="muted">Choose two versions.</p>` : this.difference ? this.shown(this.difference) : html`<ps-loading></ps-loading>`}
    </section>`;
  }

  shown(difference) {
    if (difference.same) return html`<p>Both are the same.</p>`;
    return html`
      ${difference.changes.length ? html`<ps-table caption="Values that differ" .rows=${difference.changes} .columns=${[
        { key: 'path', label: 'Place', cell: (row) => html`<code>${row.path}</code>` },
        { key: 'before', label: `Version ${difference.from}`, wide: true, cell: (row) => value(row.before) },
        { key: 'after', label: `Version ${difference.to}`, wide: true, cell: (row) => value(row.after) },
      ]}></ps-table>` : html`<p>Only the writing differs; all values are the same.</p>`}
      <h3>Lines</h3>
      <div class="code diff" role="region" tabindex="0" aria-label="Lines that differ">
        <ol>${parts(difference.lines, this.whole).map((line) => (line === null
          ? html`<li class="gap" aria-label="Lines that are the same are left out">⋯</li>`
          : html`<li class=${{ '+': 'added', '-': 'removed' }[line.op] ?? ''}><code><span class="op" aria-label=${{ '+': 'added', '-': 'removed' }[line.op] ?? ' '}>${line.op === ' ' ? ' ' : line.op}</span>${line.text || ' '}</code></li>`))}</ol>
      </div>`;
  }
}

const value = (json) => (json === null || json === undefined ? html`<span class="muted">missing</span>` : html`<code>${typeof json === 'string' ? json : JSON.stringify(json)}</code>`);

/** The lines near a change, with null where others were left out. */
function parts(lines, whole) {
  if (whole) return lines;
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((line) => line.op.trim()));
  return lines.flatMap((line, i) => (near[i] ? [line] : i === 0 || near[i - 1] ? [null] : []));
}

customElements.define('ps-versions', Versions);
