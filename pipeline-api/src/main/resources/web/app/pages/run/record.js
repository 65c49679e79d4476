/**
 * The original of a reject as fields. Numbers keep their text: they may be longer than JavaScript's.
 */

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * @param {string} original
 * @returns {{name: string, kind: 'text'|'number'|'null'|'json', text: string}[]|null} null where it is no
 *   record but raw text
 */
export function fieldsOf(original) {
  let record;
  try {
    record = JSON.parse(original, (_, value, context) => (typeof value === 'number' && context?.source ? { [EXACT]: context.source } : value));
  } catch {
    return null;
  }
  if (record === null || typeof record !== 'object' || Array.isArray(record)) return null;
  return Object.entries(record).map(([name, value]) => {
    if (value === null) return { name, kind: 'null', text: '' };
    if (typeof value === 'string') return { name, kind: 'text', text: value };
    if (typeof value === 'number') return { name, kind: 'number', text: String(value) };
    if (value[EXACT]) return { name, kind: 'number', text: value[EXACT] };
    return { name, kind: 'json', text: write(value) };
  });
}

const EXACT = Symbol('exact');

function write(value) {
  if (value !== null && typeof value === 'object') {
    if (value[EXACT]) return value[EXACT];
    if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
    return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${write(each)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Fields, with the reader's texts, as JSON again: each keeps its kind where its text still fits it. */
export function jsonOf(fields) {
  return `{${fields.map((field) => `${JSON.stringify(field.name)}:${valueOf(field)}`).join(',')}}`;
}

function valueOf({ kind, text }) {
  if (kind === 'null' && text === '') return 'null';
  if (kind === 'number' && NUMBER.test(text.trim())) return text.trim();
  if (kind === 'json') {
    try {
      JSON.parse(text);
      return text;
    } catch {
      // Sent as a text: the pipeline says what is wrong with it.
    }
  }
  return JSON.stringify(text);
}

/** The names of the fields that a reject complains of: those that its rule or message names. */
export function badFields(reject, fields) {
  const words = new Set(`${reject.rule} ${reject.message}`.match(/[\p{L}\p{N}_]+/gu) ?? []);
  const inRule = new Set(String(reject.rule).match(/[\p{L}\p{N}_]+/gu) ?? []);
  const named = fields.filter((field) => inRule.has(field.name));
  return new Set((named.length ? named : fields.filter((field) => words.has(field.name))).map((field) => field.name));
}
