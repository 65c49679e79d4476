/** Keyboard shortcuts: `g` and a letter goes somewhere, `?` shows them all, `/` goes to the page's search. */
import { go } from './router.js';

/** [letter, address, name] of each place. */
export const PLACES = [
  ['o', '/', 'Overview'],
  ['r', '/runs', 'Runs'],
  ['p', '/pipelines', 'Pipelines'],
  ['c', '/catalogue', 'Catalogue'],
  ['l', '/lineage', 'Lineage'],
  ['j', '/rejects', 'Rejects'],
  ['s', '/schedule', 'Schedule'],
  ['n', '/connections', 'Connections'],
  ['a', '/actions', 'Actions'],
];

let waiting = 0;

/** @param {() => void} help called for `?` */
export function listenForKeys(help) {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
    const second = Date.now() - waiting < 1500;
    waiting = 0;
    if (event.key === '?') help();
    else if (event.key === '/') {
      const search = document.querySelector('main input[type="search"]');
      if (!search) return;
      search.focus();
    } else if (event.key === 'g' && !second) {
      waiting = Date.now();
      return;
    } else {
      const place = second && PLACES.find(([letter]) => letter === event.key);
      if (!place) return;
      go(place[1]);
    }
    event.preventDefault();
  });
}

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
