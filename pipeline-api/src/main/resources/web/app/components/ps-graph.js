/**
 * A graph in layers, left to right; nodes can be reached by Tab and chosen by Enter, wheel or buttons
 * zoom, dragging moves; a list of nodes and edges stands below as text. Properties: `nodes` [{id, kind,
 * label, detail?, href?}], `edges` [{from, to}], `caption`, `selected` (id), `height` (420).
 * Event: `choose` {node}.
 */
import { html, svg } from 'lit';
import { PsElement, emit } from '../core/element.js';
import { layered } from './layout.js';

class PsGraph extends PsElement {
  static properties = {
    nodes: { attribute: false }, edges: { attribute: false }, caption: {}, selected: {}, height: { type: Number },
    view: { state: true },
  };

  constructor() {
    super();
    this.nodes = [];
    this.edges = [];
    this.view = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  /** Nodes keep their size on the screen: a narrower one shows less of them. */
  resized() {
    const width = this.clientWidth;
    if (this.view && this.width && width && width !== this.width) {
      const { x, y, w, h } = this.view;
      const factor = width / this.width;
      this.view = { x: x + (w - w * factor) / 2, y: y + (h - h * factor) / 2, w: w * factor, h: h * factor };
    }
    this.width = width;
    this.requestUpdate();
  }

  willUpdate(changed) {
    if (changed.has('nodes') || changed.has('edges')) {
      this.plan = layered(this.nodes ?? [], this.edges ?? []);
      this.view = undefined;
    }
  }

  /** All of it (`view` null), a part, or at first (undefined) as much from its beginning as can be read. */
  box() {
    return this.view ?? (this.view === null || !this.legible() ? this.whole() : this.legible());
  }

  whole() {
    return { x: 0, y: 0, w: this.plan.width, h: this.plan.height };
  }

  /** The beginning, hardly smaller than it is; null where all of it can be read. */
  legible() {
    const w = (this.clientWidth || 900) * 1.15;
    if (this.plan.width <= w) return null;
    const h = this.tall() * 1.15;
    return { x: 0, y: (this.plan.height - h) / 2, w, h };
  }

  tall() {
    return Math.min(this.height ?? 420, Math.max(140, this.plan.height + 20));
  }

  /** A node that is reached by Tab comes into the picture. */
  reach(place) {
    const { x, y, w, h } = this.box();
    const dx = Math.min(0, place.x - 20 - x) + Math.max(0, place.x + place.width + 20 - x - w);
    const dy = Math.min(0, place.y - 10 - y) + Math.max(0, place.y + place.height + 10 - y - h);
    if (dx || dy) this.view = { x: x + dx, y: y + dy, w, h };
  }

  render() {
    const { x, y, w, h } = this.box();
    const tall = this.tall();
    const name = new Map(this.nodes.map((node) => [node.id, node.label]));
    return html`<div class="graph-box">
      <svg style="height:${tall}px" viewBox="${x} ${y} ${w} ${h}" preserveAspectRatio="xMidYMid meet" role="group" aria-label=${this.caption ?? 'Graph'}
        @wheel=${this.wheel} @pointerdown=${this.grab} @pointermove=${this.drag} @pointerup=${this.drop} @pointercancel=${this.drop}>
        <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0l8 4-8 4z" fill="var(--line-strong)"/></marker></defs>
        ${this.plan.edges.map(({ edge, points }) => svg`<path class="graph-edge ${this.selected && (edge.from === this.selected || edge.to === this.selected) ? 'lit' : ''}" d=${points} marker-end="url(#arrow)"/>`)}
        ${this.plan.nodes.map((place) => this.node(place))}
      </svg>
      <div class="graph-tools">
        <button class="small" @click=${() => this.zoom(0.8)} aria-label="Zoom in">+</button>
        <button class="small" @click=${() => this.zoom(1.25)} aria-label="Zoom out">−</button>
        <button class="small" @click=${() => { this.view = null; }}>Fit</button>
      </div></div>
      <details><summary>As text</summary><ul>${this.nodes.map((node) => {
        const to = this.edges.filter((edge) => edge.from === node.id).map((edge) => name.get(edge.to) ?? edge.to);
        return html`<li>${node.kind} <strong>${node.label}</strong>${node.detail ? `: ${node.detail}` : ''}${to.length ? ` → ${to.join(', ')}` : ''}</li>`;
      })}</ul></details>`;
  }

  node(place) {
    const { node, x, y, width, height } = place;
    const fit = (text, most) => (text && text.length > most ? `${text.slice(0, most - 1)}…` : text ?? '');
    return svg`<g class="graph-node ${node.id === this.selected ? 'selected' : ''} kind-${node.kind}" transform="translate(${x},${y})" tabindex="0" role="button"
      aria-label="${node.kind} ${node.label}${node.detail ? `, ${node.detail}` : ''}"
      @click=${() => this.choose(node)} @keydown=${(event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); this.moved = false; this.choose(node); } }}
      @focus=${(event) => { if (event.target.matches(':focus-visible')) this.reach(place); }}>
      <title>${node.label}${node.detail ? `\n${node.detail}` : ''}</title>
      <rect width=${width} height=${height} rx="6"></rect>
      <text class="kind" x="10" y="17">${node.kind}</text><text x="10" y="35">${fit(node.label, 25)}</text></g>`;
  }

  choose(node) {
    if (this.moved) return;
    emit(this, 'choose', { node });
  }

  zoom(factor, px, py) {
    const { x, y, w, h } = this.box();
    const cx = px ?? x + w / 2;
    const cy = py ?? y + h / 2;
    this.view = { x: cx - (cx - x) * factor, y: cy - (cy - y) * factor, w: w * factor, h: h * factor };
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const point = this.point(event);
    this.zoom(event.deltaY > 0 ? 1.15 : 0.87, point.x, point.y);
  }

  point(event) {
    const picture = this.querySelector('svg');
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  }

  grab(event) {
    this.moved = false;
    this.held = { at: this.point(event), x: event.clientX, y: event.clientY };
  }

  drag(event) {
    if (!this.held || event.buttons !== 1) return;
    if (!this.moved && Math.hypot(event.clientX - this.held.x, event.clientY - this.held.y) < 4) return;
    this.moved = true;
    const now = this.point(event);
    const { x, y, w, h } = this.box();
    this.view = { x: x + this.held.at.x - now.x, y: y + this.held.at.y - now.y, w, h };
  }

  drop() {
    this.held = null;
  }
}
customElements.define('ps-graph', PsGraph);
