/**
 * A chart over time or categories, with its numbers as a table behind it. Properties:
 * - `kind`: `line` (if not given), `bar`, `stacked` (bars on each other)
 * - `caption`: what it shows; `unit`
 * - `labels`: one for each point; `series`: [{label, values, color?: css variable name}]
 * - `format`: (value) => text; `height` in pixels (220)
 */
import { html, nothing } from 'lit';
import { BarController, BarElement, CategoryScale, Chart, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';
import { PsElement } from '../core/element.js';
import { compact, number } from '../core/format.js';

Chart.register(BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

const COLORS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5'];

class PsChart extends PsElement {
  static properties = {
    kind: {}, caption: {}, unit: {}, labels: { attribute: false }, series: { attribute: false },
    format: { attribute: false }, height: { type: Number },
  };

  constructor() {
    super();
    this.labels = [];
    this.series = [];
    this.redraw = () => this.draw();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('ps-theme', this.redraw);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', this.redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('ps-theme', this.redraw);
    this.dark.removeEventListener('change', this.redraw);
    this.chart?.destroy();
    this.chart = null;
  }

  render() {
    const show = this.format ?? number;
    return html`<div class="chart-box" style="height:${this.height ?? 220}px"><canvas role="img" aria-label="${this.caption}. The numbers are in the table below."></canvas></div>
      <details><summary>Numbers of “${this.caption}”</summary>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Numbers of ${this.caption}"><table>
          <caption class="visually-hidden">${this.caption}${this.unit ? ` (${this.unit})` : nothing}</caption>
          <thead><tr><th scope="col">When</th>${this.series.map((each) => html`<th scope="col" class="number">${each.label}</th>`)}</tr></thead>
          <tbody>${this.labels.map((label, i) => html`<tr><th scope="row">${label}</th>${this.series.map((each) => html`<td class="number">${show(each.values[i])}</td>`)}</tr>`)}</tbody>
        </table></div>
      </details>`;
  }

  updated() {
    this.draw();
  }

  draw() {
    const canvas = this.querySelector('canvas');
    if (!canvas) return;
    const style = getComputedStyle(this);
    const color = (name) => style.getPropertyValue(name).trim();
    const show = this.format ?? compact;
    const bars = this.kind === 'bar' || this.kind === 'stacked';
    const datasets = this.series.map((each, i) => {
      const tint = color(each.color ?? COLORS[i % COLORS.length]);
      return {
        label: each.label, data: each.values, borderColor: tint, backgroundColor: bars ? tint : `${tint}22`,
        borderWidth: bars ? 0 : 2, pointRadius: this.labels.length > 40 ? 0 : 2, tension: 0, spanGaps: true,
        borderDash: bars ? undefined : [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]][i % 5],
      };
    });
    const axis = { grid: { color: color('--line') }, ticks: { color: color('--text-2'), maxRotation: 0, autoSkipPadding: 16 } };
    const stacked = this.kind === 'stacked';
    this.chart?.destroy();
    this.chart = new Chart(canvas, {
      type: bars ? 'bar' : 'line',
      data: { labels: this.labels, datasets },
      options: {
        responsive: true, maintainAspectRatio: false, animation: false,
        interaction: { mode: 'index', intersect: false },
        plugins: {
          legend: { display: this.series.length > 1, labels: { color: color('--text'), boxWidth: 14 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${show(item.raw)}` } },
        },
        scales: {
          x: { ...axis, stacked, grid: { display: false } },
          y: { ...axis, stacked, beginAtZero: true, ticks: { ...axis.ticks, callback: (value) => show(value) }, title: { display: Boolean(this.unit), text: this.unit, color: color('--text-2') } },
        },
      },
    });
  }
}
customElements.define('ps-chart', PsChart);
