/** How fast a run goes and when it may end, from what was seen of it lately. Kept per page, not shared. */
const WINDOW_MILLIS = 20_000;

export class Pace {
  constructor() {
    this.seen = [];
  }

  /** @param {any} run as the API answers it */
  note(run) {
    const now = Date.now();
    const records = Object.fromEntries(run.stages.map((stage) => [stage.stage, stage.records]));
    const sum = (field) => run.streams.reduce((all, stream) => all + (stream[field] ?? 0), 0);
    this.seen.push({ at: now, records, bytesRead: sum('bytesRead'), bytes: sum('bytes'), planned: run.streams.every((stream) => stream.planned) });
    this.seen = this.seen.filter((each) => now - each.at < WINDOW_MILLIS);
  }

  /** Records a second of a stage; null where nothing can be said. */
  rate(stage) {
    return this.slope((each) => each.records[stage] ?? 0);
  }

  /** Milliseconds until everything is read at this pace; null where nothing can be said. */
  left() {
    const last = this.seen.at(-1);
    const perSecond = this.slope((each) => each.bytesRead);
    if (!last || !last.planned || !last.bytes || !perSecond) return null;
    return Math.max(0, ((last.bytes - last.bytesRead) / perSecond) * 1000);
  }

  slope(value) {
    const first = this.seen[0];
    const last = this.seen.at(-1);
    if (!first || last.at - first.at < 1000) return null;
    const grown = value(last) - value(first);
    return grown > 0 ? (grown / (last.at - first.at)) * 1000 : null;
  }
}
