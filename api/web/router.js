// Which page the address asks for. Every state but the resume is in the address, so that back, forward and a shared link work.

/**
 * @typedef {object} Route
 * @property {string} name  key of its title in i18n/, `page.NAME`
 * @property {RegExp} path  its named groups become `params`
 * @property {string} [nav]  address of its entry in the navigation; without it there is none
 * @property {() => Promise<{open: (context: Context) => Page}>} load
 */
/**
 * @typedef {object} Context what a page is given
 * @property {Record<string, string>} params  of the path, decoded
 * @property {() => URLSearchParams} query  of the address as it is now
 * @property {() => void} refresh  draw the page again
 * @property {AbortSignal} signal  aborted when the page is left
 */
/**
 * @typedef {object} Page
 * @property {() => unknown} view  what is shown now, a lit-html template; holds one h1
 * @property {() => string} [title]  of the document; without it the route's
 * @property {() => void} [changed]  the query changed, or the resume, or the language
 */

/** @type {Route[]} in the order of the navigation */
export const ROUTES = [
  { name: 'match', path: /^\/(?:match)?$/, nav: '/', load: () => import('./pages/match.js') },
  { name: 'occupation', path: /^\/occupations\/(?<name>.+)$/, load: () => import('./pages/occupation.js') },
  { name: 'gap', path: /^\/gap$/, nav: '/gap', load: () => import('./pages/gap.js') },
  { name: 'map', path: /^\/map$/, nav: '/map', load: () => import('./pages/map.js') },
  { name: 'ads', path: /^\/ads$/, nav: '/ads', load: () => import('./pages/ads.js') },
  { name: 'screenings', path: /^\/screening$/, nav: '/screening', load: () => import('./pages/screenings.js') },
  { name: 'screening', path: /^\/screening\/(?<id>[^/]+)$/, load: () => import('./pages/screening.js') },
  { name: 'about', path: /^\/about$/, nav: '/about', load: () => import('./pages/about.js') },
];

/** @param {string} path @returns {{route: Route, params: Record<string, string>} | null} */
export function routeOf(path) {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    const params = found && decoded(found.groups ?? {});
    if (params) return { route, params };
  }
  return null;
}

/** @param {Record<string, string>} groups @returns {Record<string, string> | null} null where it is no UTF-8 */
function decoded(groups) {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return null;
  }
}

/** @type {(event?: PopStateEvent) => void} */
let moved = () => {};

/**
 * Call `handler` whenever the address changes; from now on links within the application load no new document.
 * @param {(event?: PopStateEvent) => void} handler  gets the event of a step back or forward
 */
export function start(handler) {
  moved = handler;
  addEventListener('popstate', handler);
  document.addEventListener('click', (event) => {
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (!anchor || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return;
    if (!routeOf(anchor.pathname) || anchor.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    go(anchor.href);
  });
}

/**
 * Go to an address; `replace` where the present one is not worth a step back.
 * @param {string} href
 * @param {{replace?: boolean}} [options]
 */
export function go(href, { replace = false } = {}) {
  if (new URL(href, location.href).href === location.href) return;
  history[replace ? 'replaceState' : 'pushState'](replace ? history.state : null, '', href);
  moved();
}

/**
 * The present address with some of its query changed: a list is repeated, null and [] leave the name out.
 * @param {Record<string, string | number | string[] | null>} changes
 */
export function withQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const item of value === null ? [] : [value].flat()) query.append(name, String(item));
  }
  return address(location.pathname, query);
}

/**
 * A link to another page that keeps the language where the address says it.
 * @param {string} path
 * @param {Record<string, string>} [query]
 */
export function to(path, query = {}) {
  const kept = new URLSearchParams(location.search).get('lang');
  return address(path, new URLSearchParams({ ...query, ...(kept ? { lang: kept } : {}) }));
}

/**
 * A number of the present address between two others; what can't be read is left out.
 * @param {URLSearchParams} query @param {string} name @param {number} least @param {number} most @returns {number | undefined}
 */
export function numberIn(query, name, least, most) {
  const value = Number(query.get(name) || NaN);
  return Number.isNaN(value) ? undefined : Math.min(Math.max(value, least), most);
}

/** How many are asked for, a whole number. @param {URLSearchParams} query @param {number} otherwise @param {number} most */
export const topIn = (query, otherwise, most) => Math.trunc(numberIn(query, 'top', 1, most) ?? otherwise);

/** @param {string} path @param {URLSearchParams} query */
const address = (path, query) => path + (query.size ? `?${query}` : '');

/**
 * The address of an occupation's page: the UUID at the end of ESCO's URI, or the URI where it ends in none.
 * @param {string} uri
 */
export const toOccupation = (uri, query = {}) => to(`/occupations/${encodeURIComponent(nameOf(uri))}`, query);

/**
 * The short name by which the API knows a concept.
 * @param {string} uri
 */
export function nameOf(uri) {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  return /^[\da-f-]{36}$/.test(last) ? last : uri;
}
