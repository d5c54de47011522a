// Small pieces that several pages show.
import { html, nothing, svg } from './vendor/lit-html.js';
import { Problem, keys } from './api.js';
import { country, named, number, t } from './i18n.js';

/** @type {Record<string, unknown>} */
const SHAPES = {
  mark: svg`<path d="M4 17.5 12.2 6.5 20 14" fill="none" stroke-opacity=".55" /><circle cx="4.6" cy="17" r="2.4" stroke="none" fill="currentColor" /><circle cx="19.6" cy="13.6" r="2.4" stroke="none" fill="currentColor" /><circle class="star" cx="12.2" cy="6.8" r="3.6" stroke="none" />`,
  moon: svg`<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z" />`,
  sun: svg`<circle cx="12" cy="12" r="4.2" /><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4" />`,
  search: svg`<circle cx="10.5" cy="10.5" r="6" /><path d="m15 15 5 5" />`,
  file: svg`<path d="M13.5 3H6.5v18h11V7zM13.5 3v4h4M9 12h6M9 15.5h6" />`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`,
  cross: svg`<path d="m6.5 6.5 11 11m0-11-11 11" />`,
  shield: svg`<path d="M12 3.5 5 6v5.5c0 4.2 2.8 7.4 7 9 4.2-1.6 7-4.8 7-9V6z" />`,
  arrow: svg`<path d="M5 12h13m-5-5.5 5.5 5.5-5.5 5.5" />`,
  out: svg`<path d="M10 5.5H5.5v13h13V14M13.5 4.5h6v6m0-6L11 13" />`,
  plus: svg`<path d="M12 5v14M5 12h14" />`,
  minus: svg`<path d="M5 12h14" />`,
  whole: svg`<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15" />`,
  lasso: svg`<path d="M12 4.5c4.6 0 8 2.3 8 5.2s-3.4 5.3-8 5.3-8-2.4-8-5.3 3.4-5.2 8-5.2Z" stroke-dasharray="3 2.6" /><path d="M8.2 14.6c.6 2.6-1 3.2-1.2 5" />`,
  undo: svg`<path d="M8 5 4 9l4 4M4.5 9H14a5 5 0 0 1 0 10H9" />`,
};

/** A picture beside words that say the same. @param {string} name */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;

/**
 * What went wrong, in the reader's language where there are words for it, and what the service said; where it may be
 * otherwise the next time, a button that tries again.
 * @param {unknown} error
 * @param {(() => void) | null} [again] repeats what failed
 * @param {string} [clear] address without what the service can't use
 */
export function notice(error, again = null, clear = '') {
  const problem = problemOf(error);
  const words = wordsOf(problem);
  return html`<div class="notice bad" role="alert">
    <p class="notice-title">${words ?? problem.message}</p>
    ${words && problem.message && problem.status && problem.message !== words ? html`<p class="notice-detail" lang="en">${problem.message}</p>` : nothing}
    ${again && mayPass(problem) ? html`<p class="notice-again"><button class="button plain small" type="button" @click=${again}>${t('failed.again')}</button></p>` : nothing}
    ${clear && problem.status === 422 && !problem.reason ? html`<p class="notice-again"><a href=${clear}>${t('filters.clear')}</a></p>` : nothing}
  </div>`;
}

/** Whether two parts of a page failed by the same cause: it is told once. @param {unknown} one @param {unknown} other */
export const alike = (one, other) => one instanceof Problem && other instanceof Problem && one.type === other.type && one.status === other.status;

/** @param {unknown} error */
const problemOf = (error) => (error instanceof Problem ? error : new Problem({ type: 'internal', title: String(error) }));

/** @param {Problem} problem @returns {string | null} null where there are no words for it */
function wordsOf({ reason, type, status }) {
  const keys = reason ? [`reason.${reason}`] : [`problem.${type}.${status}`, `problem.${type}`];
  const key = keys.find((name) => t(name) !== name);
  return key ? t(key, { status }) : null;
}

/** What went wrong, as one sentence. @param {unknown} error */
export const sentence = (error) => wordsOf(problemOf(error)) ?? problemOf(error).message;

/** Whether the same request may have an answer later: the others are wrong in themselves. @param {Problem} problem */
const mayPass = ({ status }) => !status || status >= 500 || [401, 403, 408, 429].includes(status);

/** Something is on its way. @param {string} words */
export const waiting = (words) => html`<div class="waiting" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${words}</div>`;

/** Nothing to show. @param {string} title @param {unknown} [more] */
export const empty = (title, more = nothing) => html`<div class="empty"><p class="empty-title">${title}</p>${more}</div>`;

/** The heading from which a person goes on: of an open dialog, of the page's result, or of the page. @param {FocusOptions} [options] */
export function focusResult(options) {
  const places = ['dialog[open] [tabindex="-1"]', '[data-result]', 'h1'];
  const place = places.map((name) => document.querySelector(name)).find(Boolean);
  if (place instanceof HTMLElement) place.focus(options);
}

/** A bar for a share of 0 to 1, beside a number that says it. @param {number | null} share @param {string} [kind] */
export const bar = (share, kind = '') => html`<svg class="bar ${kind}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
  <rect class="bar-rest" width="100" height="4" /><rect class="bar-share" width=${Math.max(0, Math.min(1, share ?? 0)) * 100} height="4" />
</svg>`;

/**
 * Live job ads of an occupation by country; nothing where no ads are indexed.
 * @param {{declared: number, countries: Record<string, number>, predicted: number} | null} demand
 * @param {number} [most] countries that are named
 */
export function demandOf(demand, most = 4) {
  if (!demand) return nothing;
  const countries = Object.entries(demand.countries);
  return html`<p class="demand">
    <span class="demand-total"><b>${number(demand.declared)}</b> ${t('demand.ads', { count: demand.declared })}</span>
    ${countries.slice(0, most).map(([code, count]) => html`<span class="chip quiet">${country(code)} <b>${number(count)}</b></span>`)}
    ${countries.length > most ? html`<span class="quiet">${t('demand.more', { count: countries.length - most })}</span>` : nothing}
    ${demand.predicted ? html`<span class="quiet">${t('demand.predicted', { count: demand.predicted })}</span>` : nothing}
  </p>`;
}

/** @param {string} value yes, no or unknown */
export const regulatedOf = (value) => html`<span class="chip ${value === 'yes' ? 'warn' : 'quiet'}">${named('regulated', value)}</span>`;

/** @typedef {ReturnType<typeof loader>} Loader */

/**
 * What is loaded for a page: `pending`, then `value` or `error`. A newer run puts an older one aside.
 * @param {() => void} refresh
 * @param {AbortSignal} left  the page was left
 */
export function loader(refresh, left) {
  let last = new AbortController();
  left.addEventListener('abort', () => last.abort());
  const state = {
    pending: false,
    /** @type {any} */ value: null,
    /** @type {unknown} */ error: null,
    /** Repeat the last run. */
    again: () => {},
    /** @param {(signal: AbortSignal) => Promise<unknown>} job */
    async run(job) {
      state.again = () => void state.run(job);
      last.abort();
      const mine = (last = new AbortController());
      Object.assign(state, { pending: true, error: null });
      refresh();
      try {
        const value = await job(mine.signal);
        if (!mine.signal.aborted) Object.assign(state, { pending: false, value });
      } catch (error) {
        if (!mine.signal.aborted) Object.assign(state, { pending: false, value: null, error });
      }
      if (!mine.signal.aborted) refresh();
    },
    /** Forget it, and what is on its way. */
    clear() {
      last.abort();
      Object.assign(state, { pending: false, value: null, error: null });
    },
  };
  keys.addEventListener('taken', () => state.error instanceof Problem && state.error.status === 401 && state.again(), { signal: left });
  return state;
}
