/**
 * Server-sent events with a state that can be shown. A lost connection is taken up again with growing
 * pauses behind the last event that was seen, so that none is missed and none comes twice.
 */

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/**
 * @param {string} address for example '/api/v1/events'
 * @param {{
 *   on: Record<string, (data: any) => void>,
 *   state?: (state: 'connecting'|'open'|'lost'|'over') => void,
 *   over?: (data: any) => boolean,
 * }} options `on` has a listener for each named event, called with the parsed CloudEvent's `data` (or
 *   the whole, where it is no CloudEvent); `over` says that nothing comes behind an event
 * @returns {{close: () => void}}
 */
export function live(address, { on, state = () => {}, over = () => false }) {
  let source = null;
  let timer = null;
  let last = null;
  let pause = FIRST_PAUSE;
  let closed = false;

  function open() {
    if (closed) return;
    state(last === null && pause === FIRST_PAUSE ? 'connecting' : 'lost');
    const join = address.includes('?') ? '&' : '?';
    source = new EventSource(last === null ? address : `${address}${join}last_event_id=${encodeURIComponent(last)}`);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      state('open');
    };
    for (const name of Object.keys(on)) {
      source.addEventListener(name, (event) => receive(name, event));
    }
    // The browser's own retries know no backoff and give up on an error status: we do it ourselves.
    source.onerror = again;
  }

  function receive(name, event) {
    if (event.lastEventId) last = event.lastEventId;
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    const content = data?.specversion ? data.data : data;
    on[name](content, event);
    if (over(content)) {
      close();
      state('over');
    }
  }

  function again() {
    source?.close();
    if (closed) return;
    state('lost');
    timer = setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  function close() {
    closed = true;
    clearTimeout(timer);
    source?.close();
  }

  open();
  return { close };
}
