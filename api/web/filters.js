// The filters of a match, with live counts from GET /v1/occupations/facets.
import { html, live, nothing } from './vendor/lit-html.js';
import { boxes, chips, fields, group, labelsOf, listsIn, select, tree, without } from './choices.js';
import { country, languageName, named, number, t } from './i18n.js';
import { go, withQuery } from './router.js';

/** Filters that the address, a match and the facets share. */
const LISTS = ['isco', 'countries', 'skill_levels', 'roles', 'collections'];
const CONFIDENCES = ['0.1', '0.3', '0.5'];
const DIVERSITIES = ['', '0.3', '0.6'];

/**
 * The filters in an address, as the API takes them.
 * @param {URLSearchParams} query
 * @returns {Record<string, any>}
 */
export const filtersIn = (query) => ({ ...listsIn(query, LISTS), regulated: query.get('regulated') ?? undefined });

/** @param {URLSearchParams} query */
export const isFiltered = (query) => Object.values(filtersIn(query)).some(Boolean) || query.has('min_confidence');

/** The present address without any filter. */
export const withoutFilters = () => without([...LISTS, 'regulated', 'min_confidence']);

/** @param {string} value */
const level = (value) => t('level', { level: value });
/** @param {string} value */
const least = (value) => Number.isNaN(Number(value)) ? value : t('filters.confidence.least', { share: number(Number(value), { style: 'percent' }) });

/**
 * @param {any} facets what GET /v1/occupations/facets answers; null before it has
 * @param {URLSearchParams} query
 * @param {string[]} languages that are indexed
 */
export function filters(facets, query, languages) {
  /** @param {string} name @param {string} parameter @param {string[]} values @param {(value: string) => string} words */
  const one = (name, parameter, values, words) =>
    group(name, select(t(`filters.${name}`), values, query.get(parameter) ?? '', words, (value) => go(withQuery({ [parameter]: value || null }))));
  return fields(html`
    ${facets ? html`
      ${group('isco', tree(facets.isco, query.getAll('isco')))}
      ${facets.countries.length ? group('countries', boxes('countries', facets.countries, query, country)) : nothing}
      ${group('skill_levels', boxes('skill_levels', facets.skill_levels, query, level))}
      ${group('roles', boxes('roles', facets.roles, query, (value) => named('role', value)))}
      ${facets.collections.length ? group('collections', boxes('collections', facets.collections, query, (value) => named('collection', value))) : nothing}
      ${group('regulated', regulated(facets.regulated, query.get('regulated')))}` : nothing}
    ${one('confidence', 'min_confidence', ['', ...CONFIDENCES], (value) => (value ? least(value) : t('filters.confidence.any')))}
    ${one('diversity', 'diversity', DIVERSITIES, (value) => t(`filters.diversity.${DIVERSITIES.indexOf(value)}`))}
    ${languages.length > 1 ? one('in', 'in', ['', ...languages], (value) => (value ? languageName(value) : t('filters.in.detected'))) : nothing}`);
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

/**
 * What is filtered by, each with a way to take it out again.
 * @param {URLSearchParams} query
 * @param {any} facets
 */
export function chosenFilters(query, facets) {
  const groups = labelsOf(facets?.isco);
  return chips(query, {
    isco: (value) => `${value} ${groups.get(value) ?? ''}`,
    countries: country,
    skill_levels: level,
    roles: (value) => named('role', value),
    collections: (value) => named('collection', value),
    regulated: (value) => t(`regulated.${value}`),
    min_confidence: least,
  }, withoutFilters());
}
