/**
 * The history of runs as a strip, oldest left; a bar's height is its duration, failed ones are hatched.
 * Properties: `runs` [{id, state, createdAt, durationMillis}] newest first, `label`.
 */
import { html } from 'lit';
import { PsElement } from '../core/element.js';
import { duration, time } from '../core/format.js';
import { toneOf } from './ps-state.js';

class PsStrip extends PsElement {
  static properties = { runs: { attribute: false }, label: {} };

  render() {
    const runs = [...(this.runs ?? [])].reverse();
    const longest = Math.max(1, ...runs.map((run) => run.durationMillis ?? 0));
    return html`<ul class="strip" aria-label=${this.label ?? 'Last runs, oldest first'}>${runs.map((run) => {
      const text = `${run.state.toLowerCase()}, ${time(run.createdAt)}${run.durationMillis ? `, ${duration(run.durationMillis)}` : ''}`;
      return html`<li><a class=${toneOf(run.state)} href="/runs/${run.id}" title=${text} aria-label=${text} style="height:${10 + Math.round(22 * Math.sqrt((run.durationMillis ?? 0) / longest))}px"></a></li>`;
    })}</ul>`;
  }
}
customElements.define('ps-strip', PsStrip);
