/**
 * A form for a run, made from what the pipeline asks for. What the server refuses stands at the field
 * that it names.
 *
 * Attributes: `pipeline`, its name.
 */
import { html, nothing } from 'lit';
import { get, post, path } from '../core/api.js';
import { PsElement, emit } from '../core/element.js';
import { shortId } from '../core/format.js';
import { can } from '../core/me.js';
import { readValues, placeProblems, requestOf } from './run-request.js';

class RunForm extends PsElement {
  static properties = {
    pipeline: {},
    form: { state: true },
    problem: { state: true },
    wrong: { state: true },
    others: { state: true },
    busy: { state: true },
    started: { state: true },
  };

  constructor() {
    super();
    this.form = null;
    this.clear();
  }

  clear() {
    this.problem = null;
    this.wrong = new Map();
    this.others = [];
    this.busy = false;
    this.started = null;
    this.key = null;
  }

  willUpdate(changed) {
    if (changed.has('pipeline') && this.pipeline) {
      this.form = null;
      this.clear();
      this.load();
    }
  }

  async load() {
    const asked = this.pipeline;
    try {
      const form = await get(path`/pipelines/${asked}/form`);
      if (asked === this.pipeline) this.form = form;
    } catch (error) {
      this.problem = error;
    }
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const values = readValues(event.target);
    const request = requestOf(this.form, values);
    if (request.streams?.length === 0) {
      this.wrong = new Map([['streams', [{ message: 'Choose at least one stream.' }]]]);
      return;
    }
    const text = JSON.stringify(request);
    // The same request that is sent again, because no answer came, is the same run.
    if (this.key?.text !== text) this.key = { text, value: newKey() };
    this.busy = true;
    this.problem = null;
    this.started = null;
    try {
      const run = await post(path`/pipelines/${this.pipeline}/runs`, request, {
        headers: { 'Idempotency-Key': this.key.value },
      });
      this.key = null;
      this.wrong = new Map();
      this.others = [];
      this.started = run;
      emit(this, 'ps-started', run);
    } catch (error) {
      const { at, others } = placeProblems(error.problems ?? [], fieldNames(this.form));
      this.wrong = at;
      this.others = others;
      this.problem = at.size > 0 && others.length === 0 ? null : error;
      if (error.status > 0) this.key = null;
    }
    this.busy = false;
    await this.updateComplete;
    this.renderRoot.querySelector('[aria-invalid="true"], .run-answer')?.focus();
  }

  render() {
    if (!this.form) {
      return this.problem ? html`<ps-problem .problem=${this.problem}></ps-problem>` : html`<ps-loading></ps-loading>`;
    }
    const form = this.form;
    const may = can('operator');
    return html`
      <form class="stack run-form" @submit=${this.submit} novalidate>
        ${form.parameters.length
          ? html`<fieldset>
              <legend>Parameters</legend>
              <div class="fields">${form.parameters.map((parameter) => this.parameter(parameter))}</div>
            </fieldset>`
          : html`<p class="muted">This pipeline takes no parameters.</p>`}
        <fieldset>
          <legend>How it runs</legend>
          <div class="fields">
            ${form.environments.length
              ? this.choice('environment', 'Environment', [['', 'none'], ...form.environments.map((name) => [name, name])])
              : nothing}
            ${this.choice('mode', 'Mode', [
              ['incremental', 'incremental: what is new'],
              ['full', 'full: everything again'],
            ])}
            ${form.bronze
              ? this.choice('from', 'Read from', [
                  ['source', 'the sources'],
                  ['bronze', 'bronze: raw copies of earlier runs'],
                ])
              : nothing}
            ${this.text('limit', 'Limit', 'records of each stream; all if empty', 'numeric')}
          </div>
          <label class="check"><input type="checkbox" name="dry_run" /> Dry run: do everything, show what would change, keep nothing</label>
        </fieldset>
        ${form.streams.length > 1 ? this.streams(form.streams) : nothing}
        <details>
          <summary>Advanced</summary>
          <div class="fields">
            ${this.text('priority', 'Priority', `-100 to 100; ${form.priority} if empty`, 'numeric')}
            ${this.choice('until', 'Until', [
              ['', 'the end'],
              ['bronze', 'bronze: only raw copies'],
            ])}
          </div>
          ${this.field('set', 'Other values in the definition', 'one on each line: path = value', (attributes) =>
            html`<textarea name="set" rows="3" placeholder="settings.parallelism = 2" aria-describedby=${attributes.by} aria-invalid=${attributes.invalid} id=${attributes.id}></textarea>`)}
        </details>
        ${form.streams.some((stream) => stream.pushed)
          ? html`<p class="muted">Records of ${form.streams.filter((stream) => stream.pushed).map((stream) => stream.name).join(', ')} come with a request to the API; a run from here has none of them.</p>`
          : nothing}
        ${this.problem ? html`<ps-problem .problem=${this.problem} tabindex="-1"></ps-problem>` : nothing}
        ${this.wrong.size
          ? html`<p class="refused" role="alert">${this.wrong.size === 1 ? 'One field is' : `${this.wrong.size} fields are`} refused; nothing was started.</p>`
          : nothing}
        <div class="row">
          <button class="primary" type="submit" ?disabled=${!may || this.busy}>${this.busy ? 'Starting…' : 'Start run'}</button>
          ${may ? nothing : html`<span class="muted">Starting runs needs the role operator.</span>`}
        </div>
        ${this.started
          ? html`<p class="run-answer" role="status" tabindex="-1">
              Run <a href=${`/runs/${this.started.id}`}>${shortId(this.started.id)}</a> was accepted: ${this.started.state.toLowerCase()}.
            </p>`
          : nothing}
      </form>
    `;
  }

  parameter({ name, type, required, fallback, values, description }) {
    const hint = [type, required ? 'required' : fallback === '' ? 'empty if not given' : `${fallback} if not given`, description]
      .filter(Boolean)
      .join('; ');
    const label = required ? `${name} *` : name;
    const field = `parameters.${name}`;
    const options = values.length ? values : type === 'boolean' ? ['true', 'false'] : null;
    return this.field(field, label, hint, ({ id, by, invalid }) =>
      options
        ? html`<select name=${field} id=${id} aria-describedby=${by} aria-invalid=${invalid} aria-required=${String(required)}>
            <option value="">${required ? 'choose…' : `${fallback} (not given)`}</option>
            ${options.map((value) => html`<option value=${value}>${value}</option>`)}
          </select>`
        : html`<input
            name=${field}
            id=${id}
            type=${type === 'date' ? 'date' : 'text'}
            inputmode=${type === 'integer' ? 'numeric' : type === 'decimal' ? 'decimal' : 'text'}
            placeholder=${type === 'timestamp' ? '2026-03-01T12:00:00Z' : fallback ?? ''}
            autocomplete="off"
            aria-describedby=${by}
            aria-invalid=${invalid}
            aria-required=${String(required)}
          />`);
  }

  text(name, label, hint, mode) {
    return this.field(name, label, hint, ({ id, by, invalid }) =>
      html`<input name=${name} id=${id} inputmode=${mode} autocomplete="off" aria-describedby=${by} aria-invalid=${invalid} />`);
  }

  choice(name, label, options) {
    return this.field(name, label, '', ({ id, by, invalid }) =>
      html`<select name=${name} id=${id} aria-describedby=${by} aria-invalid=${invalid}>
        ${options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}
      </select>`);
  }

  streams(streams) {
    const wrong = this.wrong.get('streams') ?? [];
    return html`<fieldset aria-describedby="wrong-streams">
      <legend>Streams</legend>
      <div class="row">
        ${streams.map(
          (stream) => html`<label class="check"><input type="checkbox" name="streams" value=${stream.name} .checked=${true} /> ${stream.name}</label>`,
        )}
      </div>
      <div id="wrong-streams">${wrong.map(words)}</div>
    </fieldset>`;
  }

  field(name, label, hint, input) {
    const wrong = this.wrong.get(name) ?? [];
    const id = `field-${name.replace(/[^A-Za-z0-9_-]/g, '-')}`;
    return html`<div class="form-field ${wrong.length ? 'wrong' : ''}">
      <label for=${id}>${label}</label>
      ${input({ id, by: `${id}-hint ${id}-wrong`, invalid: wrong.length ? 'true' : 'false' })}
      <div class="hint" id="${id}-hint">${hint}</div>
      <div class="field-problem" id="${id}-wrong">${wrong.map(words)}</div>
    </div>`;
  }
}

const words = (problem) => html`<p>${problem.message} ${problem.advice ?? ''}</p>`;

const fieldNames = (form) => [
  ...form.parameters.map((parameter) => `parameters.${parameter.name}`),
  'environment', 'mode', 'from', 'limit', 'dry_run', 'streams', 'priority', 'until', 'set',
];

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `dashboard-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

customElements.define('ps-run-form', RunForm);
