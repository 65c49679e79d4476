/** Lists that come page by page and are refreshed as a whole. */
import { get } from './api.js';

/**
 * The first pages of a list, one behind the other.
 * @param {string} address
 * @param {Record<string, unknown>} params
 * @param {number} pages at most
 * @param {AbortSignal} signal
 * @returns {Promise<{items: any[], next: string|null}>}
 */
export async function pagesOf(address, params, pages, signal) {
  const items = [];
  let next = null;
  for (let page = 0; page < pages; page += 1) {
    const answer = await get(address, { ...params, after: next }, { signal });
    items.push(...answer.items);
    next = answer.next ?? null;
    if (next === null) break;
  }
  return { items, next };
}
