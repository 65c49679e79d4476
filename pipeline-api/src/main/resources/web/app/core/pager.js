/**
 * A list that comes page by page behind a cursor: the first page is asked for again and again, further
 * pages when the reader wants them. What is new or has changed in the first page takes the place of what
 * was there; pages that were loaded already stay.
 */
import { Poll } from './poll.js';

export class Pager {
  /**
   * @param {import('lit').ReactiveControllerHost} host
   * @param {{load: (after: string|null, signal?: AbortSignal) => Promise<{items: any[], next: string|null}>,
   *   key: (item: any) => string, every?: number}} options
   */
  constructor(host, { load, key, every = 5000 }) {
    this.host = host;
    this.load = load;
    this.key = key;
    this.further = [];
    this.cursor = undefined;
    this.more = false;
    this.moreProblem = null;
    this.poll = new Poll(host, { every, task: (signal) => load(null, signal) });
  }

  get loading() {
    return this.poll.loading;
  }

  get problem() {
    return this.poll.problem;
  }

  /** All items that are here, each once, in the list's order. */
  get items() {
    const first = this.poll.value?.items ?? [];
    if (!this.further.length) return first;
    const known = new Set(first.map(this.key));
    return [...first, ...this.further.filter((item) => !known.has(this.key(item)))];
  }

  /** The cursor behind the last item that is here; null at the end. */
  get next() {
    return this.cursor === undefined ? this.poll.value?.next ?? null : this.cursor;
  }

  /** Begins anew, for other filters. */
  restart() {
    this.further = [];
    this.cursor = undefined;
    this.moreProblem = null;
    return this.poll.restart();
  }

  /** Asks for the first page again. */
  now() {
    return this.poll.now();
  }

  async loadMore() {
    if (this.more || this.next === null) return;
    this.more = true;
    this.moreProblem = null;
    this.host.requestUpdate();
    const begun = this.poll.value;
    try {
      // What slid out of the first page meanwhile is kept.
      const page = await this.load(this.next);
      if (this.cursor === undefined) this.further = [...(begun?.items ?? [])];
      this.further = [...this.further, ...page.items];
      this.cursor = page.next ?? null;
    } catch (error) {
      this.moreProblem = error;
    }
    this.more = false;
    this.host.requestUpdate();
  }
}
