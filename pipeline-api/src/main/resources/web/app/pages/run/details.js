/** What was ordered. */
import { html } from 'lit';
import { number } from '../../core/format.js';

/** @param {any} run */
export function details(run) {
  const list = (map) => (Object.keys(map ?? {}).length ? html`<ul class="plain-list">${Object.entries(map).map(([name, value]) => html`<li><code>${name}</code> = <code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></li>`)}</ul>` : 'none');
  const fact = (name, value) => html`<dt>${name}</dt><dd>${value}</dd>`;
  return html`<section class="card"><h2>What was ordered</h2><dl class="facts">
    ${fact('Run', html`<code>${run.id}</code>`)}
    ${fact('Pipeline', html`<a href="/pipelines/${run.pipeline}?version=${run.version}">${run.pipeline}, version ${run.version}</a>`)}
    ${fact('Started by', `${run.trigger.kind}${run.trigger.of ? `, ${run.trigger.of}` : ''}`)}
    ${run.trigger.due ? fact('Due', html`<ps-time exact .value=${run.trigger.due}></ps-time>`) : ''}
    ${fact('Created', html`<ps-time exact .value=${run.createdAt}></ps-time>`)}
    ${fact('Started', html`<ps-time exact .value=${run.startedAt}></ps-time>`)}
    ${fact('Finished', html`<ps-time exact .value=${run.finishedAt}></ps-time>`)}
    ${fact('Mode', `${run.mode}, from ${run.from}${run.until === 'bronze' ? ', until bronze' : ''}`)}
    ${fact('Streams', run.streamsLoaded?.join(', ') || 'all')}
    ${fact('Most records of a stream', run.limit ? number(run.limit) : 'all')}
    ${fact('Environment', run.environment ?? 'none')}
    ${fact('Parameters', list(run.parameters))}
    ${fact('Other values', list(run.overrides))}
    ${fact('Priority', run.priority)}
    ${fact('Attempt', run.attempt)}
    ${fact('Staging', run.cleaned ? 'deleted' : 'kept')}
  </dl></section>`;
}
