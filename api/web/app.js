// The frame around every page: header, navigation, language, theme; and which page the address asks for.
import { html, live, nothing, render } from './vendor/lit-html.js';
import { onKeyNeeded } from './api.js';
import { catchDrops } from './drop.js';
import { LANGUAGES, choose, language, remember, t, use, wordsOf } from './i18n.js';
import { askForKey } from './key.js';
import { focusResult, icon, notice } from './parts.js';
import { onResume } from './resume.js';
import { ROUTES, go, routeOf, start, to, toOccupation, withQuery } from './router.js';
import { occupationSearch } from './search.js';

/** @typedef {import('./router.js').Page} Page */

/** @type {Page} */
let page = { view: () => nothing };
let routeName = '';
let shownPath = '';
let left = new AbortController();
let turn = 0;
/** Whether there are words of any language. */
let worded = false;
/** The language that was asked for and could not be loaded. */
let lacking = '';

/** Whether the search box is unfolded; it always is where there is room. */
let finding = false;

const search = occupationSearch({
  id: 'find',
  refresh: draw,
  chosen: ({ uri }) => {
    finding = false;
    go(toOccupation(uri));
    draw(); // the address may be the same
  },
});

/** @param {PopStateEvent} [event] a step back or forward, for which the browser finds the place by itself */
async function show(event) {
  const mine = ++turn;
  await speak(mine);
  if (mine !== turn || !worded) return;
  if (location.pathname === shownPath) {
    page.changed?.();
    return draw();
  }
  await enter(mine, event === undefined);
}

/** Take the language that is asked for; where its words can't be loaded, the one that is shown, or English. @param {number} mine */
async function speak(mine) {
  const asked = choose(new URLSearchParams(location.search).get('lang'));
  if (worded && asked === language()) lacking = '';
  else if (!(await speaks(asked, mine)) && !worded) await speaks('en', mine);
  if (mine !== turn) return;
  if (!worded) document.body.textContent = 'The words of this page can’t be loaded. Is the service running, and are you online? Load the page again.';
  else if (asked !== language()) lacking = asked;
}

/** @param {string} tag @param {number} mine @returns {Promise<boolean>} false where its words can't be loaded */
async function speaks(tag, mine) {
  try {
    const words = await wordsOf(tag);
    if (mine !== turn) return true; // another language is wanted by now
    if (!worded) document.body.replaceChildren();
    use(tag, words);
    [worded, lacking] = [true, ''];
    return true;
  } catch {
    return false;
  }
}

/** @param {number} mine @param {boolean} fresh */
async function enter(mine, fresh) {
  const first = !shownPath;
  const found = routeOf(location.pathname);
  let next;
  try {
    const opened = found && (await found.route.load());
    if (mine !== turn) return; // the page before is shown again, so it must go on
    left.abort();
    left = new AbortController();
    const { signal } = left;
    const refresh = () => void (signal.aborted || draw());
    next = opened?.open({ params: found?.params ?? {}, query: () => new URLSearchParams(location.search), refresh, signal });
  } catch (error) {
    if (mine !== turn) return;
    next = failed(error);
  }
  page = next ?? lost();
  routeName = found?.route.name ?? 'lost';
  shownPath = location.pathname;
  draw();
  document.querySelector('.nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (first) return;
  if (fresh) scrollTo({ top: 0, behavior: 'instant' });
  document.querySelector('h1')?.focus({ preventScroll: true }); // a screen reader begins where the new page does
}

/** @returns {Page} */
const lost = () => ({ view: () => html`<h1 tabindex="-1">${t('page.lost')}</h1><p><a href=${to('/')}>${t('lost.home')}</a></p>` });

/** @param {unknown} error @returns {Page} */
const failed = (error) => ({
  view: () => html`<h1 tabindex="-1">${t('page.failed')}</h1>
    ${notice(error)}
    <p><button class="button" @click=${() => location.reload()}>${t('failed.again')}</button></p>`,
});

function draw() {
  const title = page.title?.() ?? t(`page.${routeName}`);
  document.title = `${title} · Careerspace`;
  document.body.dataset.page = routeName;
  const before = document.activeElement;
  render(frame(), document.body);
  if (before && !before.isConnected) focusResult({ preventScroll: true }); // what had the focus is gone
}

const frame = () => html`
  <a class="skip" href="#content" @click=${skip}>${t('frame.skip')}</a>
  <header class="top">
    <div class="top-row">
      <a class="brand" href=${to('/')}>${icon('mark')}<span>Careerspace</span></a>
      <nav class="nav" aria-label=${t('frame.nav')}>
        <ul>${ROUTES.map((route) => (route.nav ? entry(route.nav, route.name) : nothing))}</ul>
      </nav>
      <div class="top-find ${finding ? 'open' : ''}" id="top-find" @keydown=${fold}>${search.view(t('frame.find'))}</div>
      <div class="top-tools">
        <button class="tool find-toggle" type="button" aria-expanded=${finding} aria-controls="top-find" aria-label=${t('frame.find')} @click=${unfold}>${icon(finding ? 'cross' : 'search')}</button>
        <label class="language">
          <span class="unseen">${t('frame.language')}</span>
          <select @change=${changeLanguage}>
            ${Object.entries(LANGUAGES).map(
              ([tag, name]) => html`<option value=${tag} lang=${tag} .selected=${live(tag === language())}>${name}</option>`,
            )}
          </select>
        </label>
        <button class="tool" type="button" @click=${changeTheme} aria-label=${t(`frame.theme.${otherTheme()}`)} title=${t(`frame.theme.${otherTheme()}`)}>
          ${icon(otherTheme() === 'dark' ? 'moon' : 'sun')}
        </button>
      </div>
    </div>
  </header>
  <main id="content" tabindex="-1">
    ${lacking ? unspoken() : nothing}
    ${page.view()}
  </main>
  <footer class="foot">
    <p>${t('frame.attribution')} <a href=${to('/about')}>${t('frame.more')}</a></p>
  </footer>`;

const unspoken = () => html`<div class="notice warn" role="alert">
  <p class="notice-title">${t('frame.language.lacking', { language: LANGUAGES[lacking] })}</p>
  <p class="notice-again"><button class="button plain small" type="button" @click=${() => void show()}>${t('failed.again')}</button></p>
</div>`;

/** @param {string} path @param {string} name */
const entry = (path, name) => html`<li>
  <a href=${to(path)} aria-current=${name === routeName ? 'page' : nothing}>${t(`page.${name}`)}</a>
</li>`;

/** @param {Event} event */
function skip(event) {
  event.preventDefault(); // a fragment in the address would be one more step back
  document.querySelector('main')?.focus();
}

function unfold() {
  finding = !finding;
  draw();
  if (finding) document.getElementById('find')?.focus();
}

/** Escape folds the search box again, once its list is closed. @param {KeyboardEvent} event */
function fold(event) {
  if (event.key !== 'Escape' || event.defaultPrevented || !finding) return;
  finding = false;
  draw();
  /** @type {HTMLElement | null} */ (document.querySelector('.find-toggle'))?.focus();
}

/** @param {Event} event */
function changeLanguage(event) {
  const tag = /** @type {HTMLSelectElement} */ (event.target).value;
  remember(tag);
  if (lacking === tag) void show(); // the address says so already
  else go(withQuery({ lang: tag }), { replace: true });
}

const otherTheme = () => (document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');

function changeTheme() {
  const theme = otherTheme();
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('careerspace.theme', theme);
  } catch {
    // storage may be forbidden: the choice lasts as long as the page
  }
  draw();
}

onKeyNeeded(askForKey);
onResume(() => {
  page.changed?.();
  draw();
  focusResult();
});
addEventListener('themechange', () => void (routeName && draw()));
catchDrops();
start(show);
show();
