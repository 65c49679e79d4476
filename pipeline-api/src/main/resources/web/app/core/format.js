/** Numbers, sizes and times as people read them. What is missing is a dash. */

const NONE = '–';
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const exactTime = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

const missing = (value) => value === null || value === undefined || value === '' || Number.isNaN(value);

/** 1,234,567 */
export const number = (value) => (missing(value) ? NONE : whole.format(value));

/** 1.2M */
export const compact = (value) => (missing(value) ? NONE : short.format(value));

/** 12.3 MiB */
export function bytes(value) {
  if (missing(value)) return NONE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let rest = Number(value);
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
}

/** 12.3k records/s */
export const rate = (perSecond, what = 'records') => (missing(perSecond) ? NONE : `${compact(perSecond)} ${what}/s`);

/** 0.93 → 93% */
export const percent = (share, digits = 0) => (missing(share) ? NONE : `${(share * 100).toFixed(digits)}%`);

/** Milliseconds as 850 ms, 4.2 s, 3 min 12 s, 2 h 5 min, 3 d 4 h; number and unit stay together. */
export function duration(millis) {
  if (missing(millis)) return NONE;
  const ms = Math.max(0, Number(millis));
  if (ms < 1000) return `${Math.round(ms)}\u00a0ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}\u00a0s`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s}\u00a0s`;
  if (s < 3600) return `${Math.floor(s / 60)}\u00a0min ${s % 60}\u00a0s`;
  const min = Math.round(s / 60);
  if (min < 1440) return `${Math.floor(min / 60)}\u00a0h ${min % 60}\u00a0min`;
  return `${Math.floor(min / 1440)}\u00a0d ${Math.floor((min % 1440) / 60)}\u00a0h`;
}

/** 03 Mar 2026, 14:05:09 CET: exact, in the reader's zone. */
export const time = (iso) => (missing(iso) ? NONE : exactTime.format(new Date(iso)));

/** 14:05:09 */
export const timeOfDay = (iso) => (missing(iso) ? NONE : clock.format(new Date(iso)));

/** 5 min. ago, in 2 hr. */
export function ago(iso, now = Date.now()) {
  if (missing(iso)) return NONE;
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'now';
  if (size < 60) return relative.format(seconds, 'second');
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  if (size < 86_400 * 60) return relative.format(Math.round(seconds / 86_400), 'day');
  return relative.format(Math.round(seconds / (86_400 * 30)), 'month');
}

/** `1 run`, `2 runs`; the plural may be given. */
export const count = (value, one, many = `${one}s`) => `${number(value)} ${Number(value) === 1 ? one : many}`;

/** The beginning of a run's id, enough to tell runs apart. */
export const shortId = (id) => (missing(id) ? NONE : String(id).slice(0, 8));
