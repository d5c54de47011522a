// The filters of job ads, with live counts from GET /v1/ads/facets.
import { html, nothing } from './vendor/lit-html.js';
import { get } from './api.js';
import { box, boxes, chips, fields, group, labelsOf, listsIn, select, tree, without } from './choices.js';
import { country, languageName, named, t } from './i18n.js';
import { go, withQuery } from './router.js';

/** Filters that the address, a search, an export and the facets share. */
const LISTS = ['countries', 'isco', 'schedule', 'languages', 'sources', 'occupations'];
const ALL = [...LISTS, 'since', 'remote'];
const AGES = ['3d', '7d', '14d', '30d'];

/**
 * The filters in an address, as the API takes them.
 * @param {URLSearchParams} query
 * @returns {Record<string, any>}
 */
export function filtersIn(query) {
  const remote = query.get('remote') === 'true' || undefined;
  return { ...listsIn(query, LISTS), since: query.get('since') ?? undefined, remote };
}

/** @param {URLSearchParams} query */
export const isFiltered = (query) => ALL.some((name) => query.has(name));

/** The present address without any filter. */
export const withoutFilters = () => without(ALL);

/**
 * Count ads by every filter. Each list is counted without its own choice, so that more can be chosen from it.
 * @param {URLSearchParams} query @param {string | undefined} language @param {AbortSignal} signal
 */
export async function countAds(query, language, signal) {
  const filters = filtersIn(query);
  const count = (/** @type {Record<string, any>} */ wanted) => get('/v1/ads/facets', { ...wanted, language }, signal);
  const chosen = LISTS.filter((name) => name in filters && !['isco', 'occupations'].includes(name));
  const [all, ...apart] = await Promise.all([count(filters), ...chosen.map((name) => count({ ...filters, [name]: undefined }))]);
  return { ...all, ...Object.fromEntries(chosen.map((name, place) => [name, apart[place][name]])) };
}

/** @param {string} value */
const schedule = (value) => named('schedule', value);
/** @param {string} value */
const age = (value) => (AGES.includes(value) ? t('ads.since', { count: Number.parseInt(value) }) : value);

/**
 * @param {any} facets what `countAds` returned; null before it has
 * @param {URLSearchParams} query
 */
export function adFilters(facets, query) {
  if (!facets) return nothing;
  /** @param {string} name @param {string | null} value */
  const change = (name, value) => go(withQuery({ [name]: value, top: null }));
  return fields(html`
    ${group('countries', boxes('countries', facets.countries, query, country))}
    ${group('since', select(t('filters.since'), ['', ...AGES], query.get('since') ?? '', (value) => (value ? age(value) : t('ads.since.any')), (value) => change('since', value || null)))}
    ${group('remote', html`<div class="boxes">${box('remote', t('ads.remote'), null, query.get('remote') === 'true', (on) => change('remote', on ? 'true' : null))}</div>`)}
    ${facets.schedule.length ? group('schedule', boxes('schedule', facets.schedule, query, schedule)) : nothing}
    ${group('isco', tree(facets.isco, query.getAll('isco')))}
    ${facets.languages.length > 1 ? group('languages', boxes('languages', facets.languages, query, languageName)) : nothing}
    ${facets.sources.length > 1 ? group('sources', boxes('sources', facets.sources, query, String)) : nothing}`);
}

/**
 * What is filtered by, each with a way to take it out again.
 * @param {URLSearchParams} query @param {any} facets
 */
export function chosenAdFilters(query, facets) {
  const groups = labelsOf(facets?.isco);
  const occupations = labelsOf(facets?.occupations);
  return chips(query, {
    countries: country,
    isco: (value) => `${value} ${groups.get(value) ?? ''}`,
    occupations: (value) => occupations.get(value) || t('ads.occupation'),
    schedule,
    languages: languageName,
    sources: String,
    since: age,
    remote: () => t('ads.remote'),
  }, withoutFilters());
}
