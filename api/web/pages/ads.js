// Job ads: those that fit the resume, those that a few words find, or those like another one.
import { html, nothing, ref, repeat } from '../vendor/lit-html.js';
import { get, indexed, put } from '../api.js';
import { adCard, wholeAd } from '../ad-card.js';
import { adFilters, chosenAdFilters, countAds, filtersIn, isFiltered, withoutFilters } from '../ad-filters.js';
import { select } from '../choices.js';
import { language, number, t } from '../i18n.js';
import { held, intake } from '../intake.js';
import { save } from '../download.js';
import { alike, empty, icon, loader, notice, waiting } from '../parts.js';
import { resume } from '../resume.js';
import { go, topIn, withQuery } from '../router.js';

/** @typedef {import('../router.js').Context} Context */

/** ads that are shown first, and with each press of "more" */
const PAGE = 20;
/** what one request may ask for */
const MOST = 100;
/** ads on one page; a file has all of them */
const MOST_SHOWN = 500;
const ORDERS = ['fit', 'newest', 'until'];

/** The last answer, so that a step back shows it at once. */
const kept = { /** @type {unknown} */ of: null, question: '', /** @type {any} */ answer: null };

/** @param {Context} context */
export function open({ query, refresh, signal }) {
  const [found, facets, whole, saving] = [0, 1, 2, 3].map(() => loader(refresh, signal));
  let asked = '';
  /** @type {unknown} */
  let askedOf = null;
  let counted = '';
  let opened = '';

  const wanted = () => Math.max(PAGE, topIn(query(), PAGE, MOST_SHOWN));

  /** What is looked for: an ad's likes, the typed words, or the resume; null for none. */
  function source() {
    const like = query().get('like');
    const words = query().get('q')?.trim();
    if (like) return { kind: 'like', of: null, body: { like } };
    if (words) return { kind: 'words', of: null, body: { words } };
    return resume() ? { kind: 'resume', of: resume(), body: {} } : null;
  }

  function changed() {
    count();
    detail();
    const now = source();
    const key = JSON.stringify([now?.body, filtersIn(query()), language()]);
    if (!now) {
      found.clear();
      [asked, askedOf] = ['', null];
      return;
    }
    const same = key === asked && now.of === askedOf;
    if (same && (found.error || !found.value?.cursor || found.value.matches.length >= wanted())) return;
    if (same && found.pending) return;
    const begun = same ? found.value : kept.of === now.of && kept.question === key ? kept.answer : null;
    [asked, askedOf] = [key, now.of];
    if (begun && (!begun.cursor || begun.matches.length >= wanted())) {
      found.clear();
      found.value = begun;
      return;
    }
    if (!begun) found.value = null;
    found.run((left) => search(now, key, begun, left));
  }

  /**
   * Ask for pages until there are as many as the address wants.
   * @param {any} now @param {string} key @param {any} begun @param {AbortSignal} left
   */
  async function search(now, key, begun, left) {
    let answer = begun;
    const question = { ...filtersIn(query()), language: await indexed(language()) };
    while (!answer || (answer.cursor && answer.matches.length < wanted())) {
      const top = Math.min(MOST, wanted() - (answer?.matches.length ?? 0));
      const response = await put('/v1/ads/search', now.of, { ...now.body, ...question, top, cursor: answer?.cursor }, left);
      const page = await response.json();
      answer = { ...page, matches: [...(answer?.matches ?? []), ...page.matches] };
    }
    Object.assign(kept, { of: now.of, question: key, answer });
    return answer;
  }

  function count() {
    const key = JSON.stringify([filtersIn(query()), language()]);
    if (key === counted) return;
    counted = key;
    facets.run(async (left) => countAds(query(), await indexed(language()), left));
  }

  function detail() {
    const id = query().get('ad') ?? '';
    const key = id && `${language()} ${id}`;
    if (key === opened) return;
    opened = key;
    whole.clear(); // another ad must not be taken for this one
    if (id) whole.run(async (left) => get(`/v1/ads/${encodeURIComponent(id)}`, { language: await indexed(language()) }, left));
  }

  /** @param {string} format */
  function download(format) {
    const now = source();
    saving.run(async (left) => {
      const response = await put('/v1/ads/export', now?.of ?? null, { ...now?.body, ...filtersIn(query()), format }, left);
      save(await response.blob(), `ads.${format}`);
    });
  }

  /** @param {SubmitEvent} event */
  function typed(event) {
    event.preventDefault();
    const words = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('q')).trim();
    go(withQuery({ q: words.slice(0, 500) || null, like: null, top: null }));
  }

  const box = () => html`<form class="ads-search" role="search" @submit=${typed}>
    <div class="search">
      <label class="unseen" for="ads-q">${t('ads.words')}</label>${icon('search')}
      <input id="ads-q" name="q" type="search" maxlength="500" placeholder=${t('ads.words')} .value=${query().get('q') ?? ''} />
    </div>
    <button class="button" type="submit">${t('ads.search')}</button>
  </form>`;

  function heading() {
    const now = source();
    const total = found.value?.total ?? facets.value?.total;
    return html`<div class="ads-heading">
      <div>
        <h2 tabindex="-1" data-result>${t(`ads.by.${now?.kind ?? 'nothing'}`, { words: query().get('q') ?? '' })}</h2>
        <p class="quiet" role="status">${found.pending ? t('ads.waiting') : found.value ? t('ads.summary', { shown: found.value.matches.length, total: found.value.total }) : total === undefined ? '' : t('ads.total', { count: total })}</p>
        ${now && now.kind !== 'resume' && resume() ? html`<p class="small"><a href=${withQuery({ q: null, like: null, top: null })}>${t('ads.by.resume.instead')}</a></p>` : nothing}
      </div>
      <div class="ads-tools">
        ${found.value?.matches.length ? ordering() : nothing}
        ${total && !found.error ? html`<div class="actions" role="group" aria-label=${t('ads.export')}>
          ${['csv', 'ndjson'].map((format) => html`<button class="button small plain" type="button" ?disabled=${saving.pending} @click=${() => download(format)}>${t(`ads.export.${format}`)}</button>`)}
        </div>` : nothing}
      </div>
    </div>
    ${saving.error ? notice(saving.error, saving.again) : nothing}`;
  }

  const ordering = () => html`<label class="ads-order"><span class="small quiet">${t('ads.order')}</span>
    ${select(t('ads.order'), ORDERS, query().get('sort') ?? 'fit', (name) => t(`ads.order.${name}`), (name) => go(withQuery({ sort: name === 'fit' ? null : name })))}</label>`;

  function list() {
    if (found.error) return notice(found.error, again, cleared());
    if (!source()) return start();
    if (!found.value) return waiting(t('ads.waiting'));
    const { matches, cursor } = found.value;
    if (!matches.length) return empty(t('ads.none'), isFiltered(query()) ? html`<p><a href=${withoutFilters()}>${t('filters.clear')}</a></p>` : nothing);
    return html`<ul class="ads stack">${repeat(inOrder(matches, query().get('sort') ?? 'fit'), (/** @type {any} */ ad) => ad.ad_id, adCard)}</ul>
      ${cursor && matches.length < MOST_SHOWN ? html`<p class="more"><a class="button plain" href=${withQuery({ top: matches.length + PAGE })}>${t('ads.more', { count: number(PAGE) })}</a></p>` : nothing}`;
  }

  function again() {
    found.again();
    if (facets.error) facets.again();
  }

  const cleared = () => (isFiltered(query()) ? withoutFilters() : '');

  const start = () => html`<div class="panel stack"><p>${t('ads.start')}</p>${intake(refresh)}</div>`;

  const dialog = () => html`<dialog class="dialog ad-dialog" aria-labelledby="ad-title" ${ref(show)} @close=${() => query().has('ad') && go(withQuery({ ad: null }), { replace: true })}>
    <div class="between"><h2 id="ad-title" tabindex="-1" lang=${whole.value?.language ?? nothing}>${whole.value?.title ?? t('ads.one')}</h2>
      <button class="tool-plain" type="button" aria-label=${t('ads.close')} @click=${closeDialog}>${icon('cross')}</button></div>
    ${whole.error ? notice(whole.error, whole.again) : whole.value ? html`<div class="stack">${wholeAd(whole.value)}</div>` : waiting(t('ads.waiting'))}
  </dialog>`;
  changed();
  return {
    changed,
    view: () => html`<div class="ads-page">
      <div class="ads-top">
        <h1 tabindex="-1">${t('ads.title')}</h1>
        ${box()}
      </div>
      <div class="match-page">
        <aside class="match-side stack">
          ${resume() ? held(source()?.kind === 'resume' ? found.value?.resume : undefined, refresh) : nothing}
          <details class="panel filter-panel" ?open=${matchMedia('(min-width: 64.01rem)').matches}>
            <summary><h2>${t('filters.title')}</h2></summary>
            ${facets.error && !alike(facets.error, found.error) ? notice(facets.error, facets.again, cleared()) : nothing}
            ${adFilters(facets.value, query())}
          </details>
        </aside>
        <section class="match-list stack" aria-label=${t('ads.list')} aria-busy=${found.pending}>
          ${heading()}
          ${chosenAdFilters(query(), facets.value)}
          ${list()}
        </section>
      </div>
      ${query().has('ad') ? dialog() : nothing}
    </div>`,
  };
}

/** @param {Element | undefined} element */
const show = (element) => {
  if (element instanceof HTMLDialogElement && !element.open) queueMicrotask(() => element.isConnected && element.showModal());
};

/** The browser gives the focus back to the link that opened it. @param {MouseEvent} event */
const closeDialog = (event) => /** @type {HTMLElement} */ (event.currentTarget).closest('dialog')?.close();

/** The ads that are there in another order: the service ranks them by how well they fit. @param {any[]} ads @param {string} order */
function inOrder(ads, order) {
  const value = (/** @type {string | null} */ moment, /** @type {number} */ never) => (moment ? Date.parse(moment) : never);
  if (order === 'newest') return [...ads].sort((a, b) => value(b.created_at, 0) - value(a.created_at, 0));
  if (order === 'until') return [...ads].sort((a, b) => value(a.apply_by, Infinity) - value(b.apply_by, Infinity) || a.rank - b.rank);
  return ads;
}
