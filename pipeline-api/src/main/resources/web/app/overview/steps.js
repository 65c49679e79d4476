/** The name of a step of time on an axis, in the reader's zone. */

const hour = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });

/** @param {string} at ISO @param {string} step for example `1h`, `1d` */
export const stepLabel = (at, step) => (/^\d+ ?[hm](our|inute)?s?$/.test(step) ? hour : day).format(new Date(at));
