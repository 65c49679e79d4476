/**
 * Asks again and again while somebody looks: pauses in hidden tabs, backs off while it fails, never
 * runs twice at a time.
 */

/**
 * A controller of a Lit element: `new Poll(this, { task: (signal) => get(...), every: 5000 })`. The
 * element shows `value` (the last good answer), `problem` (why the last try failed, else null) and
 * `loading` (nothing has come yet).
 */
export class Poll {
  /**
   * @param {import('lit').ReactiveControllerHost} host
   * @param {{task: (signal: AbortSignal) => Promise<any>, every?: number, done?: (value: any) => void}} options
   *   `every` in milliseconds, 0 for only once
   */
  constructor(host, { task, every = 5000, done = () => {} }) {
    this.host = host;
    this.task = task;
    this.every = every;
    this.done = done;
    this.value = null;
    this.problem = null;
    this.fails = 0;
    this.timer = null;
    this.abort = null;
    this.seen = () => {
      if (!document.hidden && this.due) this.now();
    };
    host.addController(this);
  }

  get loading() {
    return this.value === null && this.problem === null;
  }

  hostConnected() {
    document.addEventListener('visibilitychange', this.seen);
    this.now();
  }

  hostDisconnected() {
    document.removeEventListener('visibilitychange', this.seen);
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  /** Forgets what came, for another question. */
  restart() {
    this.value = null;
    this.problem = null;
    this.host.requestUpdate();
    return this.now();
  }

  /** Asks at once; an answer that is still under way is dropped. */
  async now() {
    clearTimeout(this.timer);
    this.due = false;
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    try {
      const value = await this.task(abort.signal);
      if (abort.signal.aborted) return;
      this.value = value;
      this.problem = null;
      this.fails = 0;
      this.done(value);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.problem = error;
      this.fails += 1;
    }
    this.host.requestUpdate();
    const passing = this.problem === null || this.problem.passing !== false;
    if ((this.every > 0 || this.problem) && passing) this.next();
  }

  next() {
    const base = this.every || 2000;
    const pause = this.fails === 0 ? base : Math.min(base, 1000) * 2 ** Math.min(this.fails - 1, 4);
    this.timer = setTimeout(() => {
      if (document.hidden) this.due = true;
      else this.now();
    }, pause);
  }
}
