/**
 * A state as a badge: word and shape, not colour alone.
 * Attributes: `value` (a run's, stage's, reject's or check's state, in any case), `label` (another word).
 */
import { html, svg } from 'lit';
import { PsElement } from '../core/element.js';

const TONES = {
  good: ['succeeded', 'done', 'passed', 'up', 'delivered', 'replayed', 'ok', 'balanced'],
  bad: ['failed', 'down', 'failed_again', 'gave-up', 'open'],
  warn: ['warned', 'degraded', 'paused', 'retrying', 'stalled', 'difference', 'pausing'],
  busy: ['running', 'auditing', 'publishing', 'replaying', 'waiting'],
};

/** @param {string} state @returns {'good'|'bad'|'warn'|'busy'|'idle'} */
export function toneOf(state) {
  const word = String(state ?? '').toLowerCase();
  return Object.keys(TONES).find((tone) => TONES[tone].includes(word)) ?? 'idle';
}

const SHAPES = {
  good: svg`<path d="M1.5 6.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="2"/>`,
  bad: svg`<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2"/>`,
  warn: svg`<path d="M6 1l5.5 10h-11z" fill="currentColor"/>`,
  busy: svg`<path d="M2 1l9 5-9 5z" fill="currentColor"/>`,
  idle: svg`<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>`,
};

class PsState extends PsElement {
  static properties = { value: {}, label: {} };

  render() {
    const tone = toneOf(this.value);
    const word = this.label ?? String(this.value ?? 'unknown').toLowerCase().replaceAll('_', ' ');
    return html`<span class="state ${tone}"><svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[tone]}</svg>${word}</span>`;
  }
}
customElements.define('ps-state', PsState);
