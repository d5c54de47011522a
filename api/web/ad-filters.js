// The filters of job ads, as check boxes with live counts from GET /v1/ads/facets. What is checked stands in the address.
import { html, live, nothing } from './vendor/lit-html.js';
import { get } from './api.js';
import { boxes, group, tree } from './filters.js';
import { country, languageName, named, t } from './i18n.js';
import { icon } from './parts.js';
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
  const lists = LISTS.map((name) => [name, query.getAll(name)]).filter(([, values]) => values.length);
  const remote = query.get('remote') === 'true' || undefined;
  return { ...Object.fromEntries(lists), since: query.get('since') ?? undefined, remote };
}

/** @param {URLSearchParams} query */
export const isFiltered = (query) => ALL.some((name) => query.has(name));

/** The present address without any filter. */
export const withoutFilters = () => withQuery(Object.fromEntries([...ALL, 'top'].map((name) => [name, null])));

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

/**
 * @param {any} facets what `countAds` returned; null before it has
 * @param {URLSearchParams} query
 */
export function adFilters(facets, query) {
  if (!facets) return nothing;
  return html`<form class="filters" aria-label=${t('filters.title')} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${group('countries', boxes('countries', facets.countries, query, country))}
    ${group('since', ages(query.get('since') ?? ''))}
    ${group('remote', html`<label class="box small"><input type="checkbox" .checked=${live(query.get('remote') === 'true')}
      @change=${(/** @type {any} */ event) => go(withQuery({ remote: event.target.checked ? 'true' : null, top: null }))} /><span>${t('ads.remote')}</span></label>`)}
    ${facets.schedule.length ? group('schedule', boxes('schedule', facets.schedule, query, (value) => named('schedule', value))) : nothing}
    ${group('isco', tree(facets.isco, query.getAll('isco')))}
    ${facets.languages.length > 1 ? group('languages', boxes('languages', facets.languages, query, languageName)) : nothing}
    ${facets.sources.length > 1 ? group('sources', boxes('sources', facets.sources, query, String)) : nothing}
  </form>`;
}

/** @param {string} chosen */
const ages = (chosen) => html`<select aria-label=${t('filters.since')} @change=${(/** @type {any} */ event) => go(withQuery({ since: event.target.value || null, top: null }))}>
  ${['', ...AGES].map((age) => html`<option value=${age} ?selected=${age === chosen}>${age ? t('ads.since', { count: Number.parseInt(age) }) : t('ads.since.any')}</option>`)}
</select>`;

/**
 * What is filtered by, each with a way to take it out again.
 * @param {URLSearchParams} query @param {any} facets
 */
export function chosenAdFilters(query, facets) {
  const groups = new Map((facets?.isco ?? []).map((/** @type {any} */ item) => [item.value, item.label]));
  const occupations = new Map((facets?.occupations ?? []).map((/** @type {any} */ item) => [item.value, item.label]));
  /** @type {Record<string, (value: string) => string>} */
  const words = {
    countries: country,
    isco: (value) => `${value} ${groups.get(value) ?? ''}`,
    occupations: (value) => occupations.get(value) ?? t('ads.occupation'),
    schedule: (value) => named('schedule', value),
    languages: languageName,
    sources: String,
    since: (value) => (AGES.includes(value) ? t('ads.since', { count: Number.parseInt(value) }) : value),
    remote: () => t('ads.remote'),
  };
  const all = Object.keys(words).flatMap((name) => query.getAll(name).map((value) => ({ name, value })));
  if (!all.length) return nothing;
  return html`<ul class="chips" aria-label=${t('filters.chosen')}>
    ${all.map(({ name, value }) => html`<li><a class="chip out" href=${withQuery({ [name]: query.getAll(name).filter((other) => other !== value), top: null })}
      aria-label=${t('filters.remove', { name: words[name](value) })}>${words[name](value)} ${icon('cross')}</a></li>`)}
    <li><a class="small" href=${withoutFilters()}>${t('filters.clear')}</a></li>
  </ul>`;
}
