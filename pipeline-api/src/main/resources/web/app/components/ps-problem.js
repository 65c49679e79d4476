/**
 * What went wrong, in plain words: what, where, what to do. Stands where it happened.
 * Properties: `problem` (an ApiProblem, an Error, a problem `{code, where, message, advice}` or a list of
 * them), `heading`, `retry` (a function: shows a button), `tone` (`warn` where it is no failure).
 */
import { html, nothing } from 'lit';
import { PsElement } from '../core/element.js';

class PsProblem extends PsElement {
  static properties = { problem: { attribute: false }, heading: {}, retry: { attribute: false }, tone: {} };

  render() {
    if (!this.problem || (Array.isArray(this.problem) && !this.problem.length)) return nothing;
    const list = problemsOf(this.problem);
    const title = this.heading ?? titleOf(this.problem);
    return html`<div class="problem ${this.tone ?? ''}" role="alert">
      <h2>${title}</h2>
      <ul>${list.map((each) => html`<li>
        <p>${each.where && !each.where.startsWith('/api/') ? html`<span class="where">${each.where}</span>: ` : nothing}${each.message}</p>
        ${each.advice ? html`<p class="advice"><strong>What to do:</strong> ${each.advice}</p>` : nothing}
      </li>`)}</ul>
      ${this.retry ? html`<p class="row"><button class="small" @click=${() => this.retry()}>Try again</button></p>` : nothing}
    </div>`;
  }
}

function problemsOf(problem) {
  if (Array.isArray(problem)) return problem;
  if (problem.problems?.length) return problem.problems;
  return [{ message: problem.detail || problem.message || 'Something went wrong.', where: problem.where, advice: problem.advice }];
}

function titleOf(problem) {
  if (Array.isArray(problem)) return problem.length > 1 ? `${problem.length} problems` : 'A problem';
  if (problem.status === 0) return 'No connection to the server';
  if (problem.status === 403) return 'You may not do this';
  if (problem.status === 404) return 'Not found';
  if (problem.status === 409) return 'This is not possible now';
  if (problem.status >= 500) return 'The server cannot do this at the moment';
  return problem.title ?? 'A problem';
}
customElements.define('ps-problem', PsProblem);
