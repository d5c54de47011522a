// The client of the HTTP API: what a portal needs to write, and nothing more.

/** What went wrong: RFC 9457 problem details, or no answer at all (`type` is then "unreachable"). */
export class Problem extends Error {
  /** @param {Record<string, any>} body */
  constructor(body) {
    super(body.detail ?? body.title);
    this.type = String(body.type ?? 'http').replace('urn:careerspace:problem:', '');
    /** @type {number} */
    this.status = body.status ?? 0;
    /** @type {string | undefined} of a resume that can't be read */
    this.reason = body.reason;
    /** @type {string[]} the nearest values that the index knows */
    this.suggestions = body.suggestions ?? [];
  }
}

/** @typedef {{name: string, file?: File, text?: string}} Resume what is asked about: a file, or a text */

/**
 * @param {string} path
 * @param {Record<string, string | number | string[] | undefined>} [query]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function get(path, query = {}, signal) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of value === undefined ? [] : [value].flat()) parameters.append(name, String(item));
  }
  return (await send(path + (parameters.size ? `?${parameters}` : ''), { signal })).json();
}

/**
 * Put a question about a resume; the answer is JSON.
 * @param {string} path
 * @param {Resume} resume
 * @param {Record<string, any>} question  other fields of the request; undefined ones are left out
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export const ask = async (path, resume, question, signal) => (await put(path, resume, question, signal)).json();

/**
 * The same for answers that are no JSON.
 * @param {string} path
 * @param {Resume | null} resume
 * @param {Record<string, any>} question
 * @param {AbortSignal} [signal]
 */
export function put(path, resume, question, signal) {
  if (!resume?.file) {
    const body = JSON.stringify({ ...question, text: resume?.text });
    return send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal });
  }
  const form = new FormData();
  form.append('file', resume.file, resume.file.name);
  for (const [name, value] of Object.entries(question)) {
    for (const item of value === undefined ? [] : [value].flat()) form.append(name, String(item));
  }
  return send(path, { method: 'POST', body: form, signal });
}

/**
 * Answer a request, asking for the key where the service wants one. Throws Problem, and AbortError when `signal` is.
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 */
export async function send(path, options) {
  const first = kept();
  for (let key = first; ; key = await anotherKey(key)) {
    const response = await fetchWithKey(path, options, key);
    if (response.status === 401) continue;
    if (key !== first) keys.dispatchEvent(new Event('taken'));
    return checked(response);
  }
}

/** Has the event "taken" when the service takes a key that was asked for: what failed without it can be tried again. */
export const keys = new EventTarget();

/** @param {string} path @param {RequestInit} options @param {string} key */
async function fetchWithKey(path, options, key) {
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${bytesOf(key)}` } : {}) };
  try {
    return await fetch(path, { ...options, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ type: 'unreachable', title: 'The service does not answer' });
  }
}

/** A header holds bytes, one for each character: those of UTF-8. @param {string} key */
const bytesOf = (key) => String.fromCharCode(...new TextEncoder().encode(key));

/** @param {Response} response */
async function checked(response) {
  if (response.ok) return response;
  const body = await response.json().catch(() => ({ title: response.statusText, status: response.status }));
  throw new Problem(body);
}

const KEY = 'careerspace.key';
/** the key where storage is forbidden: it lasts as long as the page */
let inMemory = '';
/** @type {Promise<string> | null} */
let asking = null;
/** @type {(refused: boolean) => Promise<string>} */
let prompt = () => Promise.reject(new Problem({ type: 'no-key', title: 'The key is missing or wrong', status: 401 }));

/**
 * Say how a person is asked for the key; `refused` is true when one was given that the service does not take.
 * It is kept until the browser's tab is closed.
 * @param {(refused: boolean) => Promise<string>} how
 */
export function onKeyNeeded(how) {
  prompt = how;
}

function kept() {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return inMemory;
  }
}

/** @param {string} key */
function keep(key) {
  inMemory = key;
  try {
    sessionStorage.setItem(KEY, key);
  } catch {
    // storage may be forbidden
  }
  return key;
}

/**
 * Another key than the one that was refused. Several requests may find out at once that it is: a person is asked once.
 * @param {string} refused  empty where none was sent
 */
function anotherKey(refused) {
  if (!asking && kept() && kept() !== refused) return kept(); // another request has asked meanwhile
  asking ??= prompt(Boolean(refused))
    .then(keep, (error) => {
      keep('');
      throw error;
    })
    .finally(() => {
      asking = null;
    });
  return asking;
}

/** @type {Promise<any> | null} */
let known = null;

/** @type {string[]} languages that are indexed, the API's default first */
let languages = [];

/** What the service is and holds, `GET /v1/about`; asked once, or anew: it changes with the index. @param {boolean} anew */
export function about(anew = false) {
  if (anew) known = null;
  known ??= get('/v1/about').then(
    (facts) => {
      languages = facts.languages;
      return facts;
    },
    (error) => {
      known = null;
      throw error;
    },
  );
  return known;
}

/**
 * The language to ask the API for: the interface's where it is indexed, else nothing, and the API takes its first one.
 * @param {string} wanted
 * @returns {Promise<string | undefined>}
 */
export const indexed = async (wanted) => ((await about()).languages.includes(wanted) ? wanted : undefined);

/**
 * The language in which the API gives labels to somebody who asked it with `indexed`.
 * @param {string} wanted
 */
export const labelled = (wanted) => (languages.includes(wanted) ? wanted : (languages[0] ?? wanted));

/** The language of labels that follow neither the reader nor a resume, once `about` has answered: the first one. */
export const firstLanguage = () => languages[0];

/**
 * Send JSON that is no question about a resume.
 * @param {string} path
 * @param {Record<string, any>} body
 * @returns {Promise<any>}
 */
export const post = async (path, body) =>
  (await send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
