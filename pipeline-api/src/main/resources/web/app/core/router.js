/**
 * Addresses and pages, by the history API. A page registers itself:
 *
 *   route('/runs/:id', ({ params, query }) => html`<ps-run-page .run=${params.id}></ps-run-page>`, 'Run');
 *
 * Links are ordinary links; those of this origin that no other page of the server owns are taken over.
 */

/** @typedef {{params: Record<string, string>, query: URLSearchParams, path: string}} Place */

const routes = [];
const listeners = new Set();

/**
 * @param {string} pattern segments, `:name` for a variable one
 * @param {(place: Place) => unknown} view gives what Lit renders
 * @param {string} title of the window
 */
export function route(pattern, view, title) {
  const names = [];
  const source = pattern
    .split('/')
    .map((part) => {
      if (!part.startsWith(':')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part.slice(1));
      return '([^/]+)';
    })
    .join('/');
  routes.push({ expression: new RegExp(`^${source}/?$`), names, view, title, pattern });
}

/** What is to be shown at the current address, or null where no page is. */
export function current() {
  const path = location.pathname;
  for (const { expression, names, view, title, pattern } of routes) {
    const match = expression.exec(path);
    if (match) {
      const params = Object.fromEntries(names.map((name, i) => [name, decode(match[i + 1])]));
      return { place: { params, query: new URLSearchParams(location.search), path }, view, title, pattern };
    }
  }
  return null;
}

/** Goes to an address of the dashboard. */
export function go(address, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  for (const listener of listeners) listener({ moved: !replace });
}

/**
 * Puts filters into the address without leaving the page; empty values are taken out.
 * @param {Record<string, unknown>} values
 */
export function setQuery(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  go(location.pathname + (text ? `?${text}` : ''), { replace: true });
}

/** @param {(change: {moved: boolean}) => void} listener called whenever the address has changed */
export function onNavigate(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

addEventListener('popstate', () => {
  for (const listener of listeners) listener({ moved: true });
});

addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((element) => element instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (/^\/(api|q|static)(\/|$)/.test(link.pathname)) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
});

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
