/** Runs in numbers, as other elements want them. */

/** @param {object[]} points of /trends or /stats/pipelines, newest first; for ps-strip */
export const stripRuns = (points) =>
  points.map((point) => ({
    id: point.run,
    state: point.state,
    createdAt: point.createdAt,
    durationMillis: point.seconds === null ? 0 : point.seconds * 1000,
  }));
