// Words and numbers in the language of the interface. A language is one file in i18n/ and one line in LANGUAGES.

/** @type {Record<string, string>} language tag → its own name */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };

const REMEMBERED = 'careerspace.language';

/** @typedef {string | Record<string, string>} Message a text, or one text for each plural category of Intl.PluralRules */

/** @type {Record<string, Message>} */
let messages = {};
let current = 'en';

/** The language of the interface, as a tag. */
export const language = () => current;

/**
 * Which language to show: the one in the address, else the remembered one, else the first of the browser's that there is.
 * @param {string | null} asked
 */
export function choose(asked) {
  const wanted = [asked, recall(), ...navigator.languages.map((tag) => tag.split('-')[0])];
  return wanted.find((tag) => tag !== null && Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}

/**
 * Load a language's words.
 * @param {string} tag
 * @returns {Promise<Record<string, Message>>}
 */
export const wordsOf = async (tag) => (await import(`./i18n/${tag}.js`)).default;

/**
 * Make a language the current one.
 * @param {string} tag @param {Record<string, Message>} words
 */
export function use(tag, words) {
  messages = words;
  current = tag;
  document.documentElement.lang = tag;
}

/** @param {string} tag */
export function remember(tag) {
  try {
    localStorage.setItem(REMEMBERED, tag);
  } catch {
    // storage may be forbidden: the address still says it
  }
}

function recall() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

/**
 * Return a message with its `{values}` filled in; `count` chooses the plural. Numbers are written as the language does.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = messages[key];
  if (found === undefined) return key;
  const text = typeof found === 'string' ? found : (found[plural(values.count)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : String(value);
  });
}

/**
 * The message for a code that the API gives, or the code itself where there are no words for it.
 * @param {string} group
 * @param {string | number} code
 */
export const named = (group, code) => (`${group}.${code}` in messages ? t(`${group}.${code}`) : String(code));

/** @param {string | number} [count] */
const plural = (count) => new Intl.PluralRules(current).select(Number(count));

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options) => new Intl.NumberFormat(current, options).format(value);

/** @param {number} share 0 to 1 */
export const percent = (share) => number(share, { style: 'percent', maximumFractionDigits: 0 });

/** @param {string} code ISO 3166 */
export const country = (code) => displayed(code, 'region');

/** @param {string} tag ISO 639-1 */
export const languageName = (tag) => displayed(tag, 'language');

/** @param {string} code @param {'region' | 'language'} type */
function displayed(code, type) {
  try {
    return new Intl.DisplayNames(current, { type }).of(code) ?? code;
  } catch {
    return code; // no well-formed code: shown as it is
  }
}

/** @param {string} iso a moment, ISO 8601 */
export const date = (iso) => new Intl.DateTimeFormat(current, { dateStyle: 'medium' }).format(new Date(iso));
