// One job ad: in a list, and whole.
import { html, nothing } from './vendor/lit-html.js';
import { labelled } from './api.js';
import { country, date, language, languageName, named, number, percent, t } from './i18n.js';
import { bar, icon } from './parts.js';
import { toOccupation, withQuery } from './router.js';

/** @param {any} ad of POST /v1/ads/search */
export const adCard = (ad) => html`<li class="card ad">
  <div class="ad-head">
    <div>
      <h3 lang=${ad.language}><a href=${withQuery({ ad: ad.ad_id })}>${ad.title}</a></h3>
      <p class="quiet">${[ad.employer ?? t('ads.employer.none'), placesOf(ad)].filter(Boolean).join(' · ')}</p>
    </div>
    ${ad.similarity === null ? nothing : html`<p class="ad-fit" title=${t('ads.similarity.why')}><span class="num">${t('ads.similarity', { value: number(ad.similarity, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) })}</span>${bar(ad.similarity)}</p>`}
  </div>
  ${chips(ad)}
  ${twins(ad)}
</li>`;

/** @param {any} ad */
function chips(ad) {
  const { occupation } = ad;
  return html`<p class="chips">
    ${occupation ? html`<span class="chip"><span lang=${labelled(language())}>${occupation.label}</span>${occupation.origin === 'predicted' ? html` <span class="quiet">${t('ads.predicted', { share: percent(occupation.score ?? 0) })}</span>` : nothing}</span>` : nothing}
    ${ad.schedule.map((/** @type {string} */ value) => html`<span class="chip quiet">${named('schedule', value)}</span>`)}
    ${ad.remote === 'yes' || ad.remote === 'partly' ? html`<span class="chip good">${t(`ads.remote.${ad.remote}`)}</span>` : nothing}
    ${ad.salary ? html`<span class="chip quiet">${pay(ad.salary)}</span>` : nothing}
    <span class="chip quiet">${languageName(ad.language)}</span>
    ${ad.created_at ? html`<span class="small quiet">${t('ads.created', { date: date(ad.created_at) })}</span>` : nothing}
    ${ad.apply_by ? html`<span class="small quiet">${t('ads.until', { date: date(ad.apply_by) })}</span>` : nothing}
  </p>`;
}

/** Near-duplicates that stand behind one ad. @param {any} ad */
const twins = ({ also, also_count: count }) => (count
  ? html`<details class="small twins"><summary>${t('ads.also', { count })}</summary>
      <ul>${also.map((/** @type {any} */ twin) => html`<li><a href=${withQuery({ ad: twin.ad_id })}>${t('ads.also.at', { source: twin.source_id })}</a></li>`)}</ul>
    </details>`
  : nothing);

/** @param {any} ad */
const placesOf = (ad) => {
  const cities = [...new Set(ad.locations.map((/** @type {any} */ place) => place.city).filter(Boolean))].slice(0, 3);
  return [cities.join(', '), ad.countries.map(country).join(', ')].filter(Boolean).join(', ');
};

/** @param {any} salary */
function pay({ minimum, maximum, currency, period }) {
  const sum = (/** @type {number} */ value) => number(value, currency && /^[A-Z]{3}$/.test(currency) ? { style: 'currency', currency, maximumFractionDigits: 0 } : {});
  const range = [minimum, maximum].filter((value) => value !== null).map(sum);
  return [[...new Set(range)].join('–'), period ? named('period', period) : ''].filter(Boolean).join(' ');
}

/** The whole ad. @param {any} ad of GET /v1/ads/{ad_id} */
export const wholeAd = (ad) => html`
  <p class="quiet">${[ad.employer ?? t('ads.employer.none'), placesOf(ad)].filter(Boolean).join(' · ')}</p>
  ${ad.expired ? html`<p class="notice warn"><b>${t('ads.expired')}</b></p>` : nothing}
  ${chips({ ...ad, occupation: null })}
  ${ad.occupations.some((/** @type {any} */ found) => found.label)
    ? html`<h3>${t('ads.occupations')}</h3><ul class="chips">${ad.occupations.filter((/** @type {any} */ found) => found.label).map(occupationOf)}</ul>`
    : nothing}
  <h3>${t('ads.text')}</h3>
  <div class="ad-text" lang=${ad.language}>${ad.description}</div>
  ${twins(ad)}
  <div class="actions">${applyTo(ad.apply_url)}
    <a class="button plain" href=${withQuery({ like: ad.ad_id, ad: null, q: null, top: null })}>${t('ads.like')}</a></div>`;

/** @param {any} found */
const occupationOf = ({ label, uri, origin, score, scheme }) => html`<li class="chip">
  ${uri && scheme === 'esco' ? html`<a href=${toOccupation(uri)} lang=${labelled(language())}>${label}</a>` : label}
  <span class="quiet">${origin === 'predicted' ? t('ads.predicted', { share: percent(score ?? 0) }) : named('origin', origin)}</span>
</li>`;

/** Only an address of the web is a link: an ad may say anything. @param {string | null} url */
const applyTo = (url) => (url && /^https?:\/\//i.test(url)
  ? html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer nofollow">${t('ads.apply')} ${icon('out')}</a>`
  : nothing);
