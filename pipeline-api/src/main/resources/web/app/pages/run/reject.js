/** One reject: where and why, its record with the bad fields marked, and what can be done about it. */
import { html, nothing } from 'lit';
import { PsElement, emit } from '../../core/element.js';
import { path, post } from '../../core/api.js';
import { can } from '../../core/me.js';
import { confirm } from '../../components/ps-dialog.js';
import { toast } from '../../components/ps-toast.js';
import { badFields, fieldsOf, jsonOf } from './record.js';

/** Properties: `run` (id), `reject`. Events: `replayed` {id} of the new run, `changed`. */
class PsReject extends PsElement {
  static properties = { run: {}, reject: { attribute: false }, editing: { state: true }, busy: { state: true }, problem: { state: true } };

  willUpdate(changed) {
    if (changed.has('reject') && changed.get('reject')?.id !== this.reject.id) {
      this.fields = fieldsOf(this.reject.original);
      this.editing = false;
      this.problem = null;
    }
  }

  render() {
    const { reject } = this;
    const bad = this.fields ? badFields(reject, this.fields) : new Set();
    const waits = ['open', 'failed_again'].includes(reject.status);
    return html`<section class="card reject" aria-label="Reject ${reject.id}">
      <div class="card-head"><h2>Reject ${reject.id} <ps-state .value=${reject.status}></ps-state></h2>
        <button class="quiet small" @click=${() => emit(this, 'closed')}>Close</button></div>
      <div class="problem"><p><strong>${reject.message}</strong></p><p class="small">Rule “${reject.rule}”, ${reject.stage}${reject.step ? `, step ${reject.step}` : ''}, at <code>${reject.place}</code>${reject.output ? `, only output ${reject.output} lacks it` : ''}</p></div>
      ${reject.reason ? html`<p>Dismissed: ${reject.reason}</p>` : nothing}
      ${reject.replayRun ? html`<p>Taken up by <a href="/runs/${reject.replayRun}">run ${reject.replayRun.slice(0, 8)}</a>.</p>` : nothing}
      <h3>The record as it came</h3>
      ${this.editing ? this.form(bad) : this.original(bad)}
      <ps-problem .problem=${this.problem}></ps-problem>
      ${this.editing ? nothing : html`<div class="row">
        ${waits ? html`
          <button class="primary" ?disabled=${!can('operator') || this.busy} @click=${() => this.edit()}>Edit and replay</button>
          <button ?disabled=${!can('operator') || this.busy} @click=${() => this.replay({ ids: [reject.id] })}>Replay as it is</button>
          <button ?disabled=${!can('operator') || this.busy} @click=${() => this.dismiss()}>Dismiss</button>` : nothing}
        ${reject.status === 'dismissed' ? html`<button ?disabled=${!can('operator') || this.busy} @click=${() => this.reopen()}>Open again</button>` : nothing}
        ${can('operator') ? nothing : html`<span class="muted small">Changing rejects needs the role operator.</span>`}
      </div>`}
    </section>`;
  }

  original(bad) {
    if (!this.fields) return html`<pre tabindex="0">${this.reject.original || '(empty)'}</pre>`;
    return html`<dl class="original">${this.fields.map((field) => html`
      <dt class=${bad.has(field.name) ? 'bad' : ''}>${field.name}${bad.has(field.name) ? html`<span class="visually-hidden"> (bad field)</span>` : nothing}</dt>
      <dd><span class=${bad.has(field.name) ? 'bad' : ''}>${field.kind === 'null' ? 'null' : field.text === '' ? '(empty)' : field.text}</span></dd>`)}</dl>`;
  }

  form(bad) {
    if (!this.fields) {
      return html`<form class="stack" @submit=${this.send}>
        <p class="muted small">The record came as raw text. Write it as JSON, with the stream's columns.</p>
        <label class="field">Record<textarea name="raw" spellcheck="false">{"column": "value"}</textarea></label>${this.buttons()}</form>`;
    }
    return html`<form class="stack" @submit=${this.send}>
      <div class="edit-grid">${this.fields.map((field, i) => html`
        <label for="field-${i}" class=${bad.has(field.name) ? 'bad mono' : 'mono'}>${field.name}</label>
        <input id="field-${i}" class=${bad.has(field.name) ? 'bad' : ''} spellcheck="false" autocomplete="off" .value=${field.text} placeholder=${field.kind === 'null' ? 'null' : ''}>`)}</div>
      <p class="muted small">The corrected record goes through the pipeline's current version as a run of its own.</p>
      ${this.buttons()}</form>`;
  }

  buttons() {
    return html`<div class="row"><button class="primary" ?disabled=${this.busy}>${this.busy ? 'One moment…' : 'Replay the corrected record'}</button>
      <button type="button" ?disabled=${this.busy} @click=${() => { this.editing = false; this.problem = null; }}>Not now</button></div>`;
  }

  async edit() {
    this.editing = true;
    await this.updateComplete;
    (this.querySelector('input.bad') ?? this.querySelector('form input, form textarea'))?.focus();
  }

  send(event) {
    event.preventDefault();
    const raw = event.target.elements.raw;
    const record = raw ? raw.value : jsonOf(this.fields.map((field, i) => ({ ...field, text: event.target.querySelector(`#field-${i}`).value })));
    try {
      JSON.parse(record);
    } catch (error) {
      this.problem = { message: `This is not JSON: ${error.message}`, advice: 'Correct the text and send it again.' };
      return;
    }
    this.replay(`{"id":${Number(this.reject.id)},"record":${record}}`);
  }

  async replay(body) {
    this.busy = true;
    this.problem = null;
    try {
      const run = await post(path`/runs/${this.run}/replay`, body);
      toast('The replay has started.');
      emit(this, 'replayed', { id: run.id });
    } catch (error) {
      this.problem = error;
    }
    this.busy = false;
  }

  async dismiss() {
    const answer = await confirmDismiss('Dismiss this reject?', (reason) => post(path`/runs/${this.run}/rejects/dismiss`, { ids: [this.reject.id], reason }));
    if (answer) emit(this, 'changed');
  }

  async reopen() {
    this.busy = true;
    try {
      await post(path`/runs/${this.run}/rejects/reopen`, { ids: [this.reject.id] });
      this.problem = null;
      emit(this, 'changed');
    } catch (error) {
      this.problem = error;
    }
    this.busy = false;
  }
}
customElements.define('ps-reject', PsReject);

/** Asks for a reason and dismisses; gives the server's answer, or undefined. */
export function confirmDismiss(heading, run) {
  let reason = '';
  return confirm({
    heading, action: 'Dismiss',
    body: html`<p>Nothing more is done about what is dismissed; it can be opened again. The reason is kept with it.</p>
      <label class="field">Reason<input maxlength="500" required @input=${(event) => { reason = event.target.value; }}></label>`,
    run: () => {
      if (!reason.trim()) throw Object.assign(new Error('A reason is missing.'), { advice: 'Say in a few words why nothing is to be done.' });
      return run(reason.trim());
    },
  });
}
