// A search box for occupations: a combobox over GET /v1/occupations, after the ARIA authoring practices.
import { html, live, nothing } from './vendor/lit-html.js';
import { get } from './api.js';
import { t } from './i18n.js';
import { icon, sentence } from './parts.js';

/** @typedef {{uri: string, text: string, language: string, preferred: boolean}} Suggestion */

/** after the last key, before the service is asked */
const PAUSE_MS = 120;

/**
 * @param {{id: string, refresh: () => void, chosen: (suggestion: Suggestion) => void}} options
 * @returns {{view: (label: string) => unknown}}
 */
export function occupationSearch({ id, refresh, chosen }) {
  let text = '';
  /** @type {Suggestion[]} */
  let found = [];
  let open = false;
  /** the text that they begin like */
  let foundFor = '';
  /** Enter was pressed before there were any */
  let hurried = false;
  /** @type {unknown} */
  let failed = null;
  let active = -1;
  let asked = new AbortController();
  let timer = 0;

  /** @param {string} typed */
  function type(typed) {
    text = typed;
    active = -1;
    hurried = false;
    asked.abort();
    clearTimeout(timer);
    if (!typed.trim()) return close();
    timer = setTimeout(look, PAUSE_MS);
  }

  async function look() {
    asked = new AbortController();
    const { signal } = asked;
    const wanted = text;
    try {
      const answer = await get('/v1/occupations', { q: wanted.trim().slice(0, 200), limit: 8 }, signal);
      if (signal.aborted) return;
      [found, failed] = [answer.suggestions, null];
    } catch (error) {
      if (signal.aborted) return;
      [found, failed] = [[], error];
    }
    foundFor = wanted;
    active = -1;
    if (hurried && found.length) return choose(found[0]);
    open = true;
    refresh();
  }

  function close() {
    asked.abort();
    clearTimeout(timer);
    hurried = false;
    if (!open) return; // a box that is drawn away loses the focus while the page is being drawn
    open = false;
    active = -1;
    refresh();
  }

  /** @param {Suggestion} suggestion */
  function choose(suggestion) {
    text = '';
    foundFor = '';
    close();
    chosen(suggestion);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const answered = open && foundFor === text;
    if (steps && answered && found.length) {
      active = (active + steps + (active < 0 && steps < 0 ? 1 : 0) + found.length) % found.length;
      event.preventDefault();
      refresh();
    } else if (event.key === 'Enter' && answered && found.length) {
      event.preventDefault();
      choose(found[Math.max(active, 0)]);
    } else if (event.key === 'Enter' && foundFor !== text && text.trim()) {
      event.preventDefault(); // the list is of an earlier text: the first of the next one is taken
      hurried = true;
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      close();
    }
  }

  const list = () => html`<ul class="options" id="${id}-list" role="listbox" aria-label=${t('search.list')}>
    ${found.map(
      (item, place) => html`<li
        id="${id}-${place}"
        role="option"
        aria-selected=${place === active}
        lang=${item.language}
        @mousedown=${(/** @type {Event} */ event) => event.preventDefault()}
        @click=${() => choose(item)}
      >${item.text}</li>`,
    )}
  </ul>`;

  return {
    view: (label) => html`<div class="search">
      <label for=${id} class="unseen">${label}</label>
      ${icon('search')}
      <input
        id=${id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        maxlength="200"
        placeholder=${label}
        aria-autocomplete="list"
        aria-expanded=${open && found.length > 0}
        aria-controls="${id}-list"
        aria-activedescendant=${open && active >= 0 ? `${id}-${active}` : nothing}
        .value=${live(text)}
        @input=${(/** @type {InputEvent} */ event) => type(/** @type {HTMLInputElement} */ (event.target).value)}
        @keydown=${key}
        @blur=${close}
      />
      ${open && found.length ? list() : nothing}
      ${open && !found.length ? html`<p class="options none">${failed ? sentence(failed) : t('search.none')}</p>` : nothing}
      <p class="unseen" role="status">${open ? t('search.count', { count: found.length }) : ''}</p>
    </div>`,
  };
}
