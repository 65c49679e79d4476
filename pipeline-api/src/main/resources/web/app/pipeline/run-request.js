/** What a form says as a request for a run, and where in the form a refusal belongs. */

/**
 * @param {HTMLFormElement} form
 * @returns {Map<string, string[]>} the values of each field; unchecked boxes are missing
 */
export function readValues(form) {
  const values = new Map();
  for (const [name, value] of new FormData(form)) {
    values.set(name, [...(values.get(name) ?? []), String(value)]);
  }
  return values;
}

/**
 * The body of POST /pipelines/NAME/runs. Only what differs from the usual is said; a value stays a
 * text, so that the server judges it and says what is wrong.
 * @param {{streams: {name: string}[]}} form
 * @param {Map<string, string[]>} values
 */
export function requestOf(form, values) {
  const one = (name) => (values.get(name)?.[0] ?? '').trim();
  const request = {};
  const parameters = {};
  for (const [name, [value]] of values) {
    if (name.startsWith('parameters.') && value !== '') parameters[name.slice('parameters.'.length)] = value;
  }
  if (Object.keys(parameters).length) request.parameters = parameters;
  if (one('environment')) request.environment = one('environment');
  if (one('mode') && one('mode') !== 'incremental') request.mode = one('mode');
  if (one('from') && one('from') !== 'source') request.from = one('from');
  if (one('until')) request.until = one('until');
  if (values.has('dry_run')) request.dry_run = true;
  for (const name of ['limit', 'priority']) {
    if (one(name)) request[name] = /^-?\d{1,15}$/.test(one(name)) ? Number(one(name)) : one(name);
  }
  const streams = values.get('streams') ?? [];
  if (form.streams.length > 1 && streams.length < form.streams.length) request.streams = streams;
  const set = settings(one('set'));
  if (Object.keys(set).length) request.set = set;
  return request;
}

/** Lines such as `settings.parallelism = 2`; what is no JSON is a text. */
function settings(text) {
  const set = {};
  for (const line of text.split('\n')) {
    const [name, ...rest] = line.split('=');
    if (name.trim()) set[name.trim()] = value(rest.join('=').trim());
  }
  return set;
}

function value(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Problems by the field that they name; a place inside of a field counts as the field.
 * @param {{where?: string}[]} problems
 * @param {string[]} fields
 */
export function placeProblems(problems, fields) {
  const at = new Map();
  const others = [];
  for (const problem of problems) {
    const where = (problem.where ?? '').replace(/^query parameter /, '').replace(/\["([^"]*)"\]/g, '.$1');
    const field = fields
      .filter((name) => where === name || where.startsWith(`${name}.`) || where.startsWith(`${name}[`))
      .sort((a, b) => b.length - a.length)[0];
    if (field) at.set(field, [...(at.get(field) ?? []), problem]);
    else others.push(problem);
  }
  return { at, others };
}
