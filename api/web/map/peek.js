// The card beside the pointer: an occupation, or an ad, which is asked for when the pointer stays.
import { html, render } from '../vendor/lit-html.js';
import { get } from '../api.js';
import { t } from '../i18n.js';
import { adIdOf } from './data.js';
import { facts } from './panel.js';

const STAYS_MS = 120;

/** @param {AbortSignal} left  the page was left */
export function peeking(left) {
  let last = new AbortController();
  left.addEventListener('abort', () => last.abort());

  /**
   * @param {{row: number, ad: number, x: number, y: number} | null} hit
   * @param {{data: import('./data.js').MapData, nearness: number[] | null, countries: string[]}} known
   */
  return async function peek(hit, { data, nearness, countries }) {
    const card = document.querySelector('.map-peek');
    if (!(card instanceof HTMLElement)) return;
    last.abort();
    card.hidden = !hit;
    if (!hit) return;
    const { width, height } = card.parentElement?.getBoundingClientRect() ?? { width: 0, height: 0 };
    const place = (/** @type {unknown} */ words) => {
      render(words, card);
      const beside = hit.x + 16 + card.offsetWidth > width ? hit.x - 16 - card.offsetWidth : hit.x + 16;
      card.style.transform = `translate(${Math.max(4, beside)}px, ${Math.max(4, Math.min(hit.y + 12, height - card.offsetHeight - 4))}px)`;
    };
    if (hit.row >= 0) return place(html`<p class="peek-title" lang=${data.language}>${data.label[hit.row]}</p>${facts(data, hit.row, nearness)}`);
    place(html`<p class="small quiet">${t('map.ads.one')}</p>`);
    last = new AbortController();
    const { signal } = last;
    try {
      await new Promise((done) => setTimeout(done, STAYS_MS));
      const id = signal.aborted ? undefined : await adIdOf(hit.ad, countries, signal);
      const ad = id && (await get(`/v1/ads/${encodeURIComponent(id)}`, {}, signal));
      if (ad && !signal.aborted) place(html`<p class="small quiet">${t('map.ads.one')}</p><p class="peek-title" lang=${ad.language}>${ad.title}</p><p class="small quiet">${[ad.employer, ad.countries.join(', ')].filter(Boolean).join(' · ')}</p>`);
    } catch {
      // the pointer went on, or the ad is gone: the card says what it says
    }
  };
}
