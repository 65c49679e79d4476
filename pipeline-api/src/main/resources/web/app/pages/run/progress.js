/** How far a run is: its stages in time, its streams and their splits. */
import { html, nothing } from 'lit';
import { ago, bytes, compact, count, duration, number, percent, rate, timeOfDay } from '../../core/format.js';

const WHAT = {
  extract: 'read and taken apart', transform: 'left the steps', load: 'rows staged', audit: 'checks made', publish: 'rows published',
};

/** @param {any} run @param {import('./pace.js').Pace} pace */
export function progress(run, pace) {
  return html`<div class="stack">
    ${figures(run, pace)}
    <section class="card"><h2>Stages</h2>${stages(run, pace)}</section>
    <section class="card"><h2>Streams</h2>${run.streams.length ? run.streams.map((stream) => streamOf(stream, Boolean(run.finishedAt))) : html`<ps-empty heading="No streams" text="This run builds models from published tables only."></ps-empty>`}</section>
    ${run.warnings.length ? warnings(run) : nothing}
  </div>`;
}

function figures(run, pace) {
  const records = (stage) => run.stages.find((each) => each.stage === stage)?.records;
  const running = run.state === 'RUNNING';
  const left = running ? pace.left() : null;
  const speed = running ? pace.rate('load') ?? pace.rate('extract') : averageOf(run, records('load'));
  return html`<dl class="figures card">
    ${figure('Read', number(records('extract')))}
    ${figure('Rows staged', number(records('load')))}
    ${figure('Rejected', number(run.rejects.total), run.rejects.total ? html`<a href="?tab=rejects">look at them</a>` : nothing)}
    ${figure(running ? 'Speed now' : 'Speed', rate(speed, 'rows'))}
    ${running ? figure('Reading ends about', left === null ? '–' : ago(new Date(Date.now() + left).toISOString()), left === null ? 'not known yet' : timeOfDay(new Date(Date.now() + left).toISOString())) : figure('Took', duration(run.startedAt ? run.durationMillis : null))}
  </dl>`;
}

const figure = (label, value, below = nothing) => html`<div class="figure"><dt class="label">${label}</dt><dd class="value">${value}</dd>${below === nothing ? nothing : html`<dd class="small muted">${below}</dd>`}</div>`;

function averageOf(run, rows) {
  return run.startedAt && run.durationMillis > 0 && rows ? rows / (run.durationMillis / 1000) : null;
}

function stages(run, pace) {
  const begin = new Date(run.createdAt).getTime();
  const end = run.finishedAt ? new Date(run.finishedAt).getTime() : Date.now();
  const span = Math.max(1, end - begin);
  const columns = [
    { key: 'stage', label: 'Stage', cell: (stage) => html`<strong>${stage.stage}</strong> <span class="muted small">${WHAT[stage.stage]}</span>` },
    { key: 'state', label: 'State', cell: (stage) => html`<ps-state .value=${stage.state}></ps-state>` },
    { key: 'records', label: 'Count', number: true, cell: (stage) => number(stage.records) },
    { key: 'rejected', label: 'Rejected', number: true, cell: (stage) => number(stage.rejected) },
    { key: 'filtered', label: 'Filtered', number: true, cell: (stage) => number(stage.filtered) },
    { key: 'rate', label: 'Speed', number: true, cell: (stage) => (stage.state === 'RUNNING' ? rate(pace.rate(stage.stage), '') : '–') },
    { key: 'took', label: 'Took', number: true, cell: (stage) => duration(tookOf(stage)) },
    { key: 'when', label: 'In time', cell: (stage) => bar(stage, begin, span) },
  ];
  return html`<ps-table caption="Stages of the run in time" quietCaption .columns=${columns} .rows=${run.stages} .rowKey=${(stage) => stage.stage}></ps-table>
    ${run.attempt > 1 ? html`<p class="muted small">This is attempt ${run.attempt}. Earlier ones are in the history.</p>` : nothing}`;
}

function tookOf(stage) {
  if (!stage.startedAt) return null;
  return (stage.finishedAt ? new Date(stage.finishedAt) : new Date()) - new Date(stage.startedAt);
}

function bar(stage, begin, span) {
  if (!stage.startedAt) return nothing;
  const from = Math.max(0, (new Date(stage.startedAt) - begin) / span);
  const to = Math.min(1, ((stage.finishedAt ? new Date(stage.finishedAt) : new Date()) - begin) / span);
  return html`<div class="lane" aria-hidden="true"><div class="${stage.state.toLowerCase()}" style="left:${percent(from, 1)};width:max(3px, ${percent(Math.max(0, to - from), 1)})"></div></div>`;
}

function streamOf(stream, over) {
  const done = stream.splits > 0 && stream.splitsDone === stream.splits;
  const text = stream.planned
    ? `${number(stream.splitsDone)} of ${count(stream.splits, 'split')}, ${bytes(stream.bytesRead)} of ${bytes(stream.bytes)} read`
    : over ? 'was not planned' : 'being planned';
  return html`<div class="stream">
    <ps-progress .label=${stream.name} .value=${stream.bytes ? stream.bytesRead : stream.splitsDone} .max=${stream.planned ? stream.bytes || stream.splits : 0} .text=${text} tone=${done ? 'good' : ''}></ps-progress>
    ${stream.notes.length ? html`<ul class="notes">${stream.notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    ${stream.splitList.length ? html`<details><summary>${stream.splitList.length < stream.splits ? `The first ${stream.splitList.length} of ${count(stream.splits, 'split')}` : count(stream.splits, 'split')}</summary>
      <ps-table caption="Splits of ${stream.name}" quietCaption .columns=${SPLITS} .rows=${stream.splitList} .rowKey=${(split) => split.split}></ps-table></details>` : nothing}
  </div>`;
}

const SPLITS = [
  { key: 'split', label: 'Split', sort: true },
  { key: 'origin', label: 'Where it is read', wide: true, sort: true },
  {
    key: 'state', label: 'State',
    cell: (split) => {
      const loaded = split.outputs.length > 0 && split.outputs.every((output) => output.done);
      return html`<ps-state .value=${loaded ? 'done' : split.read || split.bytesRead ? 'running' : 'pending'} .label=${loaded ? 'loaded' : split.transformed ? 'transformed' : split.extracted ? 'read' : split.read || split.bytesRead ? 'reading' : 'waits'}></ps-state>`;
    },
  },
  { key: 'bytesRead', label: 'Bytes read', number: true, sort: true, cell: (split) => (split.bytes ? `${bytes(split.bytesRead)} of ${bytes(split.bytes)}` : bytes(split.bytesRead)) },
  { key: 'read', label: 'Records', number: true, sort: true, cell: (split) => number(split.read) },
  { key: 'rejected', label: 'Rejected', number: true, sort: true, cell: (split) => number(split.rejected) },
  { key: 'outputs', label: 'Loaded', cell: (split) => split.outputs.map((output) => html`<div class="nowrap small">${output.output}: ${compact(output.loaded)}</div>`) },
];

function warnings(run) {
  return html`<section class="card"><h2>Warnings</h2><p class="muted small">Rules with severity “warn” that records broke; those records went on.</p>
    <ps-table caption="Warnings" quietCaption .rows=${run.warnings} .columns=${[
      { key: 'rule', label: 'Rule', wide: true, cell: (each) => html`${each.rule}<div class="small muted">${each.stream}, ${each.step}</div>` },
      { key: 'count', label: 'Records', number: true, sort: true, cell: (each) => number(each.count) },
      { key: 'exampleMessage', label: 'For example', wide: true, cell: (each) => html`${each.exampleMessage}<div class="small mono">${each.examplePlace}</div>` },
    ]}></ps-table></section>`;
}

