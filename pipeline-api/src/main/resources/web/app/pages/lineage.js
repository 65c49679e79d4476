/** Lineage: from the sources to the marts over all pipelines, or around one table. */
import { html, nothing } from 'lit';
import { get, path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { number } from '../core/format.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';
import { layer, tablePage, trouble } from './catalogue.js';

route('/lineage', ({ query }) => html`<ps-lineage-page .table=${query.get('table') ?? ''} .connection=${query.get('connection') ?? ''}></ps-lineage-page>`, 'Lineage');

class PsLineagePage extends PsElement {
  static properties = { table: {}, connection: {}, graph: { state: true }, chosen: { state: true }, finds: { state: true }, searchProblem: { state: true } };

  constructor() {
    super();
    this.poll = new Poll(this, { every: 30_000, task: (signal) => this.load(signal) });
  }

  willUpdate(changed) {
    if (['table', 'connection'].some((name) => changed.has(name) && changed.get(name) !== undefined)) {
      this.graph = null;
      this.chosen = null;
      this.poll.restart();
    }
  }

  async load(signal) {
    const graph = await get('/catalogue/lineage', { table: this.table, connection: this.connection, limit: 500 }, { signal });
    // The same graph again is not drawn again: somebody may be moving it.
    if (JSON.stringify(graph) !== JSON.stringify(this.graph)) this.graph = graph;
    return graph;
  }

  render() {
    const { problem, loading } = this.poll;
    const graph = this.graph;
    return html`
      <div class="page-head"><div><h1>Lineage${this.table ? html` of ${this.table}` : nothing}</h1>
        <div class="sub">${this.table ? 'What the table is made of, and what is made of it.' : 'From the sources on the left to the marts on the right, over all pipelines.'}</div></div>
        ${this.table ? html`<a class="button" href="/lineage">Show everything</a>` : nothing}</div>
      <div class="filters" role="search"><label class="field">Find a table
        <input type="search" @input=${this.typed} placeholder="strikes" autocomplete="off"></label>
        ${this.searched()}</div>
      ${trouble(problem, () => this.poll.now())}
      ${loading ? html`<ps-loading rows="8" label="Loading the lineage"></ps-loading>` : nothing}
      ${graph && !graph.nodes.length ? html`<div class="card"><h2 class="visually-hidden">Tables</h2><ps-empty heading="No tables yet" text="The lineage is drawn as soon as a pipeline says what it reads and writes." .action=${html`<a class="button" href="/pipelines">To the pipelines</a>`}></ps-empty></div>` : nothing}
      ${graph?.nodes.length ? html`<div class="stack">
        ${graph.more ? html`<div class="strip-warn">There is more than these ${number(graph.nodes.length)}. Find a table to see what it is made of.</div>` : nothing}
        <ps-graph caption="Lineage" height="620" .nodes=${graph.nodes} .edges=${graph.edges} .selected=${this.selected()} @choose=${(event) => { this.chosen = event.detail.node; }}></ps-graph>
        ${this.details(graph)}</div>` : nothing}`;
  }

  selected() {
    if (this.chosen) return this.chosen.id;
    return this.table ? this.graph.nodes.find((node) => node.table === this.table && (!this.connection || node.connection === this.connection))?.id : undefined;
  }

  details(graph) {
    const node = graph.nodes.find((each) => each.id === this.selected());
    if (!node) return html`<p class="muted">Choose a source or a table to see more of it.</p>`;
    const names = new Map(graph.nodes.map((each) => [each.id, each]));
    const list = (ends, empty) => (ends.length ? html`<ul class="unstyled">${ends.map(([edge, other]) => html`<li>${this.link(other)} <span class="muted">by ${edge.by} of ${edge.pipeline}</span></li>`)}</ul>` : html`<span class="muted">${empty}</span>`);
    return html`<section class="card" role="status"><div class="card-head"><h2>${node.label}</h2><span class="row">${layer(node.layer)}
        ${node.table ? html`<a class="button" href=${tablePage(node.connection, node.table)}>Open the table</a>
          ${node.table === this.table ? nothing : html`<button @click=${() => setQuery({ table: node.table, connection: node.connection })}>Only what belongs to it</button>`}` : nothing}</span></div>
      <dl class="facts">
        <dt>Kind</dt><dd>${node.kind}${node.table ? html` of pipeline <a href=${path`/pipelines/${node.pipeline}`}>${node.pipeline}</a>` : `, ${node.detail}`}</dd>
        <dt>Connection</dt><dd>${node.connection || 'none'}</dd>
        <dt>Made of</dt><dd>${list(graph.edges.filter((edge) => edge.to === node.id).map((edge) => [edge, names.get(edge.from)]), 'nothing that is known here')}</dd>
        <dt>Goes into</dt><dd>${list(graph.edges.filter((edge) => edge.from === node.id).map((edge) => [edge, names.get(edge.to)]), 'nothing that is known here')}</dd>
      </dl></section>`;
  }

  link(node) {
    return node.table ? html`<a href=${tablePage(node.connection, node.table)}>${node.label}</a>` : html`<span class="mono">${node.label}</span>`;
  }

  searched() {
    if (this.searchProblem) return trouble(this.searchProblem);
    if (!this.finds) return nothing;
    if (!this.finds.length) return html`<span class="muted" role="status">No table fits.</span>`;
    return html`<ul class="finds" aria-label="Tables that fit">${this.finds.map((each) => html`<li><button @click=${() => this.focusOn(each)}>${each.table}</button></li>`)}</ul>`;
  }

  focusOn({ table, connection }) {
    this.finds = null;
    setQuery({ table, connection });
  }

  typed(event) {
    const q = event.target.value.trim();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.find(q), 250);
  }

  async find(q) {
    this.searchProblem = null;
    if (!q) {
      this.finds = null;
      return;
    }
    try {
      this.finds = (await get('/catalogue', { q, limit: 8 })).items;
    } catch (error) {
      this.searchProblem = error;
    }
  }
}
customElements.define('ps-lineage-page', PsLineagePage);
