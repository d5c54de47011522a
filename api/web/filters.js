// The filters of a match, as check boxes with live counts from GET /v1/occupations/facets. What is checked stands in the address.
import { html, live, nothing } from './vendor/lit-html.js';
import { country, languageName, named, number, t } from './i18n.js';
import { icon } from './parts.js';
import { go, withQuery } from './router.js';

/** Filters that the address, a match and the facets share. */
export const LISTS = ['isco', 'countries', 'skill_levels', 'roles', 'collections'];
const CONFIDENCES = ['0.1', '0.3', '0.5'];
const DIVERSITIES = ['', '0.3', '0.6'];
/** values of a list that are shown before it is unfolded */
const MANY = 8;

/**
 * The filters in an address, as the API takes them.
 * @param {URLSearchParams} query
 * @returns {Record<string, any>}
 */
export function filtersIn(query) {
  const lists = LISTS.map((name) => [name, query.getAll(name)]).filter(([, values]) => values.length);
  return { ...Object.fromEntries(lists), regulated: query.get('regulated') ?? undefined };
}

/** @param {URLSearchParams} query */
export const isFiltered = (query) => Object.values(filtersIn(query)).some(Boolean) || query.has('min_confidence');

/** The present address without any filter. */
export const withoutFilters = () => withQuery(Object.fromEntries([...LISTS, 'regulated', 'min_confidence'].map((name) => [name, null])));

/**
 * @param {any} facets what GET /v1/occupations/facets answers; null before it has
 * @param {URLSearchParams} query
 * @param {string[]} languages that are indexed
 */
export function filters(facets, query, languages) {
  return html`<form class="filters" aria-label=${t('filters.title')} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${facets ? html`
      ${group('isco', tree(facets.isco, query.getAll('isco')))}
      ${facets.countries.length ? group('countries', boxes('countries', facets.countries, query, country)) : nothing}
      ${group('skill_levels', boxes('skill_levels', facets.skill_levels, query, (value) => t('level', { level: value })))}
      ${group('roles', boxes('roles', facets.roles, query, (value) => named('role', value)))}
      ${facets.collections.length ? group('collections', boxes('collections', facets.collections, query, (value) => named('collection', value))) : nothing}
      ${group('regulated', regulated(facets.regulated, query.get('regulated')))}` : nothing}
    ${group('confidence', confidence(query.get('min_confidence') ?? ''))}
    ${group('diversity', diversity(query.get('diversity') ?? ''))}
    ${languages.length > 1 ? group('in', comparedIn(languages, query.get('in') ?? '')) : nothing}
  </form>`;
}

/** @param {string} name @param {unknown} content */
export const group = (name, content) => html`<fieldset class="filter">
  <legend>${t(`filters.${name}`)}</legend>
  ${content}
</fieldset>`;

/**
 * @param {string} name
 * @param {{value: string, count: number}[]} values
 * @param {URLSearchParams} query
 * @param {(value: string) => string} words
 */
export function boxes(name, values, query, words) {
  const chosen = query.getAll(name);
  const gone = chosen.filter((value) => !values.some((item) => item.value === value)).map((value) => ({ value, count: 0 }));
  const all = [...values, ...gone];
  /** @param {string} value @param {boolean} on */
  const change = (value, on) => go(withQuery({ [name]: on ? [...chosen, value] : chosen.filter((other) => other !== value), top: null }));
  const row = (/** @type {{value: string, count: number}} */ item) =>
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

/** @param {string} id @param {string} label @param {number} count @param {boolean} checked @param {(on: boolean) => void} change */
const box = (id, label, count, checked, change) => html`<label class="box">
  <input id="f-${id}" type="checkbox" .checked=${live(checked)} @change=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).checked)} />
  <span>${label}</span><span class="count num">${number(count)}</span>
</label>`;

/**
 * ISCO groups, each below the one that holds it. A narrower choice takes the place of the wider one, and the other way round.
 * @param {{value: string, count: number, label: string | null}[]} groups
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
        ${box(`isco-${value}`, `${value} ${label ?? ''}`, count, chosen.includes(value), (on) => change(value, on))}
      </li>`,
    )}
  </ul>`;
}

/** @param {{value: string, count: number}[]} values @param {string | null} chosen */
function regulated(values, chosen) {
  const counts = Object.fromEntries(values.map(({ value, count }) => [value, count]));
  const option = (/** @type {string | null} */ value) => html`<li><label class="box">
    <input type="radio" name="regulated" .checked=${live(chosen === value)} @change=${() => go(withQuery({ regulated: value, top: null }))} />
    <span>${t(`filters.regulated.${value ?? 'any'}`)}</span>
    ${value ? html`<span class="count num">${number(counts[value] ?? 0)}</span>` : nothing}
  </label></li>`;
  return html`<ul class="boxes">${[null, 'yes', 'no', 'unknown'].map(option)}</ul>`;
}

/** @param {string} chosen */
const confidence = (chosen) => html`<select
  aria-label=${t('filters.confidence')}
  @change=${(/** @type {Event} */ event) => go(withQuery({ min_confidence: /** @type {HTMLSelectElement} */ (event.target).value || null }))}
>
  ${['', ...CONFIDENCES].map(
    (value) => html`<option value=${value} ?selected=${value === chosen}>
      ${value ? t('filters.confidence.least', { share: number(Number(value), { style: 'percent' }) }) : t('filters.confidence.any')}
    </option>`,
  )}
</select>`;

/** @param {string} chosen */
const diversity = (chosen) => html`<select
  aria-label=${t('filters.diversity')}
  @change=${(/** @type {Event} */ event) => go(withQuery({ diversity: /** @type {HTMLSelectElement} */ (event.target).value || null }))}
>
  ${DIVERSITIES.map((value, place) => html`<option value=${value} ?selected=${value === chosen}>${t(`filters.diversity.${place}`)}</option>`)}
</select>`;

/** @param {string[]} languages @param {string} chosen */
const comparedIn = (languages, chosen) => html`<select
  aria-label=${t('filters.in')}
  @change=${(/** @type {Event} */ event) => go(withQuery({ in: /** @type {HTMLSelectElement} */ (event.target).value || null }))}
>
  <option value="" ?selected=${!chosen}>${t('filters.in.detected')}</option>
  ${languages.map((tag) => html`<option value=${tag} ?selected=${tag === chosen}>${languageName(tag)}</option>`)}
</select>`;

/**
 * What is filtered by, each with a way to take it out again.
 * @param {URLSearchParams} query
 * @param {any} facets
 */
export function chosenFilters(query, facets) {
  const labels = new Map((facets?.isco ?? []).map((/** @type {any} */ group) => [group.value, group.label]));
  /** @type {Record<string, (value: string) => string>} */
  const words = {
    isco: (value) => `${value} ${labels.get(value) ?? ''}`,
    countries: country,
    skill_levels: (value) => t('level', { level: value }),
    roles: (value) => named('role', value),
    collections: (value) => named('collection', value),
    regulated: (value) => t(`regulated.${value}`),
    min_confidence: (value) => t('filters.confidence.least', { share: number(Number(value), { style: 'percent' }) }),
  };
  const all = Object.keys(words).flatMap((name) => query.getAll(name).map((value) => ({ name, value })));
  if (!all.length) return nothing;
  return html`<ul class="chips" aria-label=${t('filters.chosen')}>
    ${all.map(({ name, value }) => {
      const rest = query.getAll(name).filter((other) => other !== value);
      return html`<li><a class="chip out" href=${withQuery({ [name]: rest })} aria-label=${t('filters.remove', { name: words[name](value) })}>${words[name](value)} ${icon('cross')}</a></li>`;
    })}
    <li><a class="small" href=${withoutFilters()}>${t('filters.clear')}</a></li>
  </ul>`;
}
