/** The base of all elements: Lit in the light DOM, so that the shared style sheets apply. */
import { LitElement } from 'lit';

export class PsElement extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/** Tells the rest of the page; it bubbles. */
export function emit(element, name, detail) {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
}
