/** One pipeline: its graph and history, its text and versions, a form to run it, its schedule. */
import { html, nothing } from 'lit';
import { get, path } from '../core/api.js';
import { PsElement } from '../core/element.js';
import { can } from '../core/me.js';
import { Poll } from '../core/poll.js';
import { route, setQuery } from '../core/router.js';
import '../pipeline/backfills.js';
import '../pipeline/code.js';
import '../pipeline/graph-view.js';
import '../pipeline/history.js';
import '../pipeline/preview.js';
import '../pipeline/run-form.js';
import '../pipeline/schedule-view.js';
import '../pipeline/stream-states.js';
import '../pipeline/versions.js';

const TABS = [
  { id: 'graph', label: 'Graph' },
  { id: 'history', label: 'History' },
  { id: 'run', label: 'Run it' },
  { id: 'preview', label: 'Preview' },
  { id: 'definition', label: 'Definition' },
  { id: 'versions', label: 'Versions' },
  { id: 'schedule', label: 'Schedule and backfills' },
  { id: 'state', label: 'State' },
];

class PipelinePage extends PsElement {
  static properties = { name: {}, tab: {}, from: {}, to: {} };

  constructor() {
    super();
    this.pipeline = new Poll(this, { every: 30_000, task: (signal) => get(path`/pipelines/${this.name}`, {}, { signal }) });
    this.trend = new Poll(this, { every: 10_000, task: (signal) => get(path`/pipelines/${this.name}/trends`, { limit: 50 }, { signal }) });
  }

  updated(changed) {
    if (changed.has('name') && changed.get('name') !== undefined) {
      this.pipeline.restart();
      this.trend.restart();
    }
  }

  render() {
    const { value, problem } = this.pipeline;
    if (problem && !value) {
      const gone = problem.status === 404;
      return html`<div class="page-head"><h1>${this.name}</h1></div>
        <ps-problem .problem=${problem} heading=${gone ? 'There is no such pipeline' : nothing} .retry=${gone ? null : () => this.pipeline.now()}></ps-problem>
        ${gone ? html`<p><a href="/pipelines">All pipelines</a></p>` : nothing}`;
    }
    if (!value) return html`<div class="page-head"><h1>${this.name}</h1></div><ps-loading></ps-loading>`;
    const tab = TABS.some((each) => each.id === this.tab) ? this.tab : 'graph';
    const lost = problem ?? (this.trend.problem?.passing ? this.trend.problem : null);
    const latest = this.trend.value?.items[0];
    return html`
      <div class="page-head">
        <div>
          <h1>${value.name}</h1>
          ${value.description ? html`<p class="sub">${value.description}</p>` : nothing}
          <p class="sub row">
            <span>Version ${value.version}, <ps-time value=${value.createdAt}></ps-time></span>
            ${latest ? html`<span>Latest run <a href=${`/runs/${latest.run}`} class="plain" aria-label=${`Latest run: ${latest.state.toLowerCase()}`}><ps-state value=${latest.state}></ps-state></a> <ps-time value=${latest.finishedAt ?? latest.createdAt}></ps-time></span>` : html`<span>Never ran</span>`}
          </p>
        </div>
        <div class="row">
          <a class="button" href=${`/runs?pipeline=${encodeURIComponent(value.name)}`}>Its runs</a>
          ${can('operator') ? html`<button class="primary" @click=${() => this.show('run')}>Run it…</button>` : nothing}
        </div>
      </div>
      ${lost ? html`<p class="connection" role="status">Connection lost. What you see may be old; trying again…</p>` : nothing}
      <ps-tabs label="Parts of the pipeline" .tabs=${TABS} selected=${tab} .panel=${this.panel(tab, value)} @select=${(event) => this.show(event.detail.id)}></ps-tabs>`;
  }

  show(tab) {
    setQuery({ tab: tab === 'graph' ? '' : tab, from: '', to: '' });
  }

  panel(tab, pipeline) {
    switch (tab) {
      case 'history':
        return html`<ps-history .answer=${this.trend.value} .problem=${this.trend.problem}></ps-history>`;
      case 'run':
        return html`<div class="card"><ps-run-form .pipeline=${pipeline.name} @ps-started=${() => this.trend.now()}></ps-run-form></div>`;
      case 'preview':
        return html`<ps-preview .definition=${pipeline.definition}></ps-preview>`;
      case 'definition':
        return html`<div class="card"><ps-code .text=${pipeline.definition} label=${`Definition of ${pipeline.name}`}></ps-code></div>`;
      case 'versions':
        return html`<ps-versions .pipeline=${pipeline.name} .version=${pipeline.version} .from=${this.from} .to=${this.to}></ps-versions>`;
      case 'schedule':
        return html`<div class="stack"><ps-schedule-view .pipeline=${pipeline.name}></ps-schedule-view><ps-backfills .pipeline=${pipeline.name}></ps-backfills></div>`;
      case 'state':
        return html`<ps-stream-states .pipeline=${pipeline.name}></ps-stream-states>`;
      default:
        return html`<div class="stack">
          ${this.trend.value?.items.length ? html`<section class="card"><h2>Latest runs</h2><ps-history-strip .points=${this.trend.value.items}></ps-history-strip></section>` : nothing}
          <ps-graph-view .pipeline=${pipeline.name} .version=${pipeline.version} .definition=${pipeline.definition}></ps-graph-view></div>`;
    }
  }
}

customElements.define('ps-pipeline', PipelinePage);

route('/pipelines/:name', ({ params, query }) => html`<ps-pipeline .name=${params.name} .tab=${query.get('tab') ?? 'graph'} .from=${query.get('from')} .to=${query.get('to')}></ps-pipeline>`, 'Pipeline');
