/** How the runs of a pipeline went: as a strip, as charts, as a table. */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';
import { duration, number, percent, shortId } from '../core/format.js';
import { stripRuns } from './points.js';

const label = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A strip with its words. Properties: `points`, newest first. */
class HistoryStrip extends PsElement {
  static properties = { points: { attribute: false } };

  render() {
    const over = this.points.filter((point) => point.finishedAt && !point.dryRun && point.state !== 'CANCELLED');
    const good = over.filter((point) => point.state === 'SUCCEEDED').length;
    // Twelve pixels each: where there is little room, the older ones are left out.
    const room = Math.max(10, Math.floor((this.clientWidth || 600) / 12));
    return html`<ps-strip .runs=${stripRuns(this.points.slice(0, room))}></ps-strip>
      <p class="muted small">${over.length ? `${number(good)} of the last ${number(over.length)} succeeded. ` : nothing}The newest is at the right, the height is the duration.</p>`;
  }
}

customElements.define('ps-history-strip', HistoryStrip);

/** Properties: `answer` (of /trends), `problem`. */
class History extends PsElement {
  static properties = { answer: { attribute: false }, problem: { attribute: false } };

  render() {
    if (!this.answer) return this.problem ? html`<ps-problem .problem=${this.problem}></ps-problem>` : html`<ps-loading></ps-loading>`;
    const points = this.answer.items;
    if (!points.length) return html`<div class="card"><ps-empty heading="It has not run yet" text="Start the first run with “Run it”; durations, volumes, rejects and quality show here."></ps-empty></div>`;
    return html`<div class="stack">
      <section class="card"><h2>Latest runs</h2><ps-history-strip .points=${points}></ps-history-strip></section>
      ${points.some((point) => point.finishedAt) ? this.charts([...points].reverse().filter((point) => point.finishedAt && !point.dryRun)) : nothing}
      <section class="card"><h2>In numbers</h2>${table(points)}</section>
    </div>`;
  }

  charts(points) {
    const labels = points.map((point) => label.format(new Date(point.createdAt)));
    const column = (of) => points.map(of);
    const chart = (title, series, format, kind) => html`<section class="card"><h2>${title}</h2>
      <ps-chart caption=${title} kind=${kind ?? 'line'} height="180" .labels=${labels} .series=${series} .format=${format}></ps-chart></section>`;
    return html`<div class="charts">
      ${chart('Duration', [{ label: 'duration', values: column((point) => point.seconds) }], (value) => (value === null || value === undefined ? '–' : duration(value * 1000)), 'bar')}
      ${chart('Volume', [
        { label: 'records read', values: column((point) => point.records.read), color: '--chart-1' },
        { label: 'rows loaded', values: column((point) => point.records.loaded), color: '--chart-2' },
      ])}
      ${chart('Rejects', [{ label: 'rejects', values: column((point) => point.records.rejected), color: '--chart-3' }], undefined, 'bar')}
      ${points.some((point) => point.score !== null)
        ? chart('Quality', [{ label: 'score', values: column((point) => point.score), color: '--chart-2' }], (value) => (value === null || value === undefined ? '–' : Number(value).toFixed(1)))
        : nothing}
    </div>`;
  }
}

const table = (points) => html`<ps-table caption="Latest runs in numbers" quietCaption .rows=${points} .rowKey=${(point) => point.run} .columns=${[
  { key: 'run', label: 'Run', cell: (point) => html`<a href=${`/runs/${point.run}`} aria-label=${`Run ${shortId(point.run)}`}><code>${shortId(point.run)}</code></a>` },
  { key: 'state', label: 'State', sort: true, cell: (point) => html`<ps-state value=${point.state}></ps-state>` },
  { key: 'createdAt', label: 'When', sort: true, cell: (point) => html`<ps-time value=${point.createdAt}></ps-time>` },
  { key: 'mode', label: 'Mode', cell: (point) => (point.dryRun ? `${point.mode}, dry run` : point.mode) },
  { key: 'version', label: 'Version', number: true, sort: true },
  { key: 'seconds', label: 'Duration', number: true, sort: true, cell: (point) => (point.seconds === null ? '–' : duration(point.seconds * 1000)) },
  { key: 'read', label: 'Read', number: true, sort: (point) => point.records.read, cell: (point) => number(point.records.read) },
  { key: 'loaded', label: 'Loaded', number: true, sort: (point) => point.records.loaded, cell: (point) => number(point.records.loaded) },
  { key: 'rejected', label: 'Rejects', number: true, sort: (point) => point.records.rejected, cell: (point) => (point.records.rejected ? html`<a href=${`/runs/${point.run}?tab=rejects`}>${number(point.records.rejected)}</a> <span class="muted">${percent(point.records.rejected / Math.max(1, point.records.read), 1)}</span>` : '0') },
  { key: 'score', label: 'Quality', number: true, sort: true, cell: (point) => (point.score === null ? '–' : Number(point.score).toFixed(1)) },
]}></ps-table>`;

customElements.define('ps-history', History);
