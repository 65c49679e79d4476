/** A pipeline's graph; a chosen node shows its part of the definition. Properties: `pipeline`, `version`, `definition`. */
import { html, nothing } from 'lit';
import { get, path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { Poll } from '../core/poll.js';

class GraphView extends PsElement {
  static properties = { pipeline: {}, version: {}, definition: {}, selected: { state: true } };

  constructor() {
    super();
    // Asked once, and again as long as no answer comes.
    this.graph = new Poll(this, {
      every: 0,
      task: (signal) => get(path`/pipelines/${this.pipeline}/graph`, { version: this.version }, { signal }),
      done: () => {
        this.selected = null;
      },
    });
  }

  updated(changed) {
    if (['pipeline', 'version'].some((name) => changed.get(name) !== undefined)) this.graph.restart();
  }

  render() {
    const { value, problem } = this.graph;
    if (problem) return html`<ps-problem .problem=${problem} .retry=${() => this.graph.now()}></ps-problem>`;
    if (!value) return html`<ps-loading></ps-loading>`;
    return html`<section class="card" aria-labelledby="graph-head">
      <h2 id="graph-head">From sources to tables</h2>
      <ps-graph caption=${`Graph of ${this.pipeline}`} .nodes=${value.nodes} .edges=${value.edges} .selected=${this.selected?.id ?? null}
        @choose=${(event) => { this.selected = event.detail.node; }}></ps-graph>
      <div aria-live="polite">${this.selected ? this.part(this.selected) : html`<p class="muted small">Choose a node to see its part of the definition.</p>`}</div>
    </section>`;
  }

  part(node) {
    return html`<div class="node-part">
      <h3>${node.kind} ${node.label}</h3>
      <dl class="facts">
        <dt>Place</dt><dd><code>${node.place}</code></dd>
        ${node.detail ? html`<dt>What</dt><dd>${node.detail}</dd>` : nothing}
        ${node.table ? html`<dt>Table</dt><dd><code>${node.table}</code></dd>` : nothing}
      </dl>
      ${node.line ? html`<ps-code .text=${this.definition} .first=${node.line} .last=${node.endLine} label=${`Definition of ${node.kind} ${node.label}`}></ps-code>` : nothing}
    </div>`;
  }
}

customElements.define('ps-graph-view', GraphView);
