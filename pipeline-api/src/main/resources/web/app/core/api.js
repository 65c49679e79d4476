/**
 * Requests to the REST API. Every answer that is no success becomes an {@link ApiProblem}, also where
 * the server does not answer at all (status 0).
 */

/** What the server refused, in its own words. */
export class ApiProblem extends Error {
  /**
   * @param {number} status HTTP status; 0 where there was no answer
   * @param {string} title a few words
   * @param {string} [detail] a sentence
   * @param {{code: string, where?: string, message: string, advice?: string}[]} [problems]
   */
  constructor(status, title, detail, problems) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail ?? '';
    this.problems = problems ?? [];
  }

  /** Whether trying again later may help without anything being changed. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** @param {string} code whether one of the problems has this code */
  has(code) {
    return this.problems.some((problem) => problem.code === code);
  }
}

const BASE = '/api/v1';
const PATIENCE_MILLIS = 30_000;

/** @type {() => void} called where the server wants to know who asks */
let loginNeeded = () => {};

/** @param {() => void} listener */
export function onLoginNeeded(listener) {
  loginNeeded = listener;
}

/**
 * An address below /api/v1 with its query; parameters that are null, undefined or empty are left out.
 * Path segments with foreign text must be encoded by the caller: see {@link path}.
 * @param {string} address for example '/runs'
 * @param {Record<string, unknown>} [params] arrays are joined by commas
 */
export function url(address, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length)) {
      query.set(name, Array.isArray(value) ? value.join(',') : String(value));
    }
  }
  const text = query.toString();
  return BASE + address + (text ? `?${text}` : '');
}

/** Template tag that encodes what is put in: path`/pipelines/${name}/runs`. */
export function path(strings, ...values) {
  return strings.reduce((all, part, i) => all + encodeURIComponent(String(values[i - 1])) + part);
}

/**
 * @param {string} address
 * @param {Record<string, unknown>} [params]
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the answer's JSON
 */
export function get(address, params, options = {}) {
  return send('GET', url(address, params), undefined, options);
}

/** As {@link get}; `body` is sent as JSON, a string as it is with `options.type`. */
export function post(address, body, options = {}) {
  return send('POST', url(address, options.params), body, options);
}

/** As {@link post}. */
export function put(address, body, options = {}) {
  return send('PUT', url(address, options.params), body, options);
}

/** As {@link get}, with DELETE. */
export function del(address, options = {}) {
  return send('DELETE', url(address, options.params), undefined, options);
}

async function send(method, address, body, { signal, headers = {}, type, quiet401 = false } = {}) {
  const request = {
    method,
    headers: { Accept: 'application/json', 'X-Penstock-Request': 'dashboard', ...headers },
    credentials: 'same-origin',
    signal: patience(signal),
  };
  if (body !== undefined) {
    request.headers['Content-Type'] = type ?? 'application/json';
    request.body = typeof body === 'string' ? body : JSON.stringify(body);
  } else if (method === 'POST') {
    request.headers['Content-Type'] = 'application/json';
    request.body = '{}';
  }
  let answer;
  let text;
  try {
    answer = await fetch(address, request);
    text = await answer.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, 'No answer', 'The server does not answer. It may be restarting; this page tries again.');
  }
  const json = parse(text);
  if (answer.ok) return json;
  if (answer.status === 401 && !quiet401) loginNeeded();
  throw new ApiProblem(
    answer.status,
    json?.title ?? `Status ${answer.status}`,
    json?.detail ?? '',
    json?.problems,
  );
}

function patience(signal) {
  const limit = AbortSignal.timeout(PATIENCE_MILLIS);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
