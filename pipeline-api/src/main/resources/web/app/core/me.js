/** Who is looking, and what they may do. A server without `/me` is open: everything may be tried. */
import { del, get } from './api.js';

const OPEN = { name: '', kind: 'open', roles: ['viewer', 'operator', 'admin'], authentication: 'none', login: { key: false, oidc: null } };
const listeners = new Set();
let me = OPEN;

/** What is known now. */
export const who = () => me;

/** @param {'viewer'|'operator'|'admin'} role */
export const can = (role) => me.roles.includes(role);

/** Asks the server; called at the start and behind a login. */
export async function refreshMe() {
  try {
    me = { ...OPEN, ...(await get('/me', {}, { quiet401: true })) };
  } catch (error) {
    if (error.status === 401) me = { ...OPEN, kind: 'none', roles: [], authentication: 'required', login: await ways() };
  }
  for (const listener of listeners) listener(me);
  return me;
}

/** Ends the session of this browser. */
export async function logOut() {
  await del('/session');
  await refreshMe();
}

/** How somebody who is not known can log in; by a key where the server does not say. */
async function ways() {
  try {
    return await get('/session', {}, { quiet401: true });
  } catch {
    return { key: true, oidc: null };
  }
}

/** @param {(me: object) => void} listener */
export function onMe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
