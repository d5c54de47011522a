// Filters as fields of a form: what the pages Match and Ads share. What is chosen stands in the address.
import { html, live, nothing } from './vendor/lit-html.js';
import { labelled } from './api.js';
import { language, number, t } from './i18n.js';
import { icon } from './parts.js';
import { go, withQuery } from './router.js';

/** values of a list that are shown before it is unfolded */
const MANY = 8;

/** @typedef {{value: string, count: number, label?: string | null}} Counted a value of a facet */

/**
 * The lists in an address, as the API takes them: those that hold something.
 * @param {URLSearchParams} query @param {string[]} names
 * @returns {Record<string, string[]>}
 */
export const listsIn = (query, names) => Object.fromEntries(names.map((name) => [name, query.getAll(name)]).filter(([, values]) => values.length));

/** The present address without these. @param {string[]} names */
export const without = (names) => withQuery(Object.fromEntries([...names, 'top'].map((name) => [name, null])));

/** @param {unknown} content groups */
export const fields = (content) => html`<form class="filters" aria-label=${t('filters.title')} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>${content}</form>`;

/** @param {string} name @param {unknown} content */
export const group = (name, content) => html`<fieldset class="filter">
  <legend>${t(`filters.${name}`)}</legend>
  ${content}
</fieldset>`;

/**
 * @param {string} name
 * @param {Counted[]} values
 * @param {URLSearchParams} query
 * @param {(value: string) => string} words
 */
export function boxes(name, values, query, words) {
  const chosen = query.getAll(name);
  const gone = chosen.filter((value) => !values.some((item) => item.value === value)).map((value) => ({ value, count: 0 }));
  const all = [...values, ...gone];
  /** @param {string} value @param {boolean} on */
  const change = (value, on) => go(withQuery({ [name]: on ? [...chosen, value] : chosen.filter((other) => other !== value), top: null }));
  const row = (/** @type {Counted} */ item) =>
    html`<li>${box(`${name}-${item.value}`, words(item.value), item.count, chosen.includes(item.value), (on) => change(item.value, on))}</li>`;
  const folded = all.slice(MANY);
  return html`<ul class="boxes">${all.slice(0, MANY).map(row)}</ul>
    ${folded.length
      ? html`<details class="fold" ?open=${folded.some((item) => chosen.includes(item.value))}>
          <summary>${t('filters.more', { count: folded.length })}</summary>
          <ul class="boxes">${folded.map(row)}</ul>
        </details>`
      : nothing}`;
}

/**
 * @param {string} id @param {unknown} label @param {number | null} count @param {boolean} checked @param {(on: boolean) => void} change
 */
export const box = (id, label, count, checked, change) => html`<label class="box">
  <input id="f-${id}" type="checkbox" .checked=${live(checked)} @change=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).checked)} />
  <span>${label}</span>${count === null ? nothing : html`<span class="count num">${number(count)}</span>`}
</label>`;

/**
 * ISCO groups, each below the one that holds it. A narrower choice takes the place of the wider one, and the other way round.
 * @param {Counted[]} groups
 * @param {string[]} chosen
 */
export function tree(groups, chosen) {
  /** @param {string} code @param {boolean} on */
  const change = (code, on) => {
    const apart = chosen.filter((other) => !other.startsWith(code) && !code.startsWith(other));
    go(withQuery({ isco: on ? [...apart, code] : chosen.filter((other) => other !== code), top: null }));
  };
  const sorted = [...groups].sort((a, b) => (a.value < b.value ? -1 : 1));
  return html`<ul class="boxes tree">
    ${sorted.map(
      ({ value, count, label }) => html`<li class="depth-${value.length}">
        ${box(`isco-${value}`, html`${value} <span lang=${labelled(language())}>${label ?? ''}</span>`, count, chosen.includes(value), (on) => change(value, on))}
      </li>`,
    )}
  </ul>`;
}

/**
 * A list of which one is chosen.
 * @param {string} label @param {string[]} values @param {string} chosen @param {(value: string) => string} words @param {(value: string) => void} change
 */
export const select = (label, values, chosen, words, change) => html`<select aria-label=${label} @change=${(/** @type {Event} */ event) => change(/** @type {HTMLSelectElement} */ (event.target).value)}>
  ${values.map((value) => html`<option value=${value} .selected=${live(value === chosen)}>${words(value)}</option>`)}
</select>`;

/**
 * What is filtered by, each with a way to take it out again.
 * @param {URLSearchParams} query
 * @param {Record<string, (value: string) => string>} words name of a filter → words for its values
 * @param {string} clear address without any
 */
export function chips(query, words, clear) {
  const all = Object.keys(words).flatMap((name) => query.getAll(name).map((value) => ({ name, value })));
  if (!all.length) return nothing;
  return html`<ul class="chips" aria-label=${t('filters.chosen')}>
    ${all.map(({ name, value }) => {
      const rest = query.getAll(name).filter((other) => other !== value);
      return html`<li><a class="chip out" href=${withQuery({ [name]: rest, top: null })} aria-label=${t('filters.remove', { name: words[name](value) })}>${words[name](value)} ${icon('cross')}</a></li>`;
    })}
    <li><a class="small" href=${clear}>${t('filters.clear')}</a></li>
  </ul>`;
}

/** Label of each value of a facet, by value. @param {Counted[] | undefined} values @returns {Map<string, string>} */
export const labelsOf = (values) => new Map((values ?? []).map(({ value, label }) => [value, label ?? '']));
