/** Light, dark, or as the system wants; the choice is kept in the browser. */
const KEY = 'penstock.theme';

/** @returns {'auto'|'light'|'dark'} */
export function theme() {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** @param {'auto'|'light'|'dark'} choice */
export function setTheme(choice) {
  if (choice === 'auto') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  apply();
}

function apply() {
  const choice = theme();
  if (choice === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  dispatchEvent(new Event('ps-theme'));
}

apply();
