// The side of the map: what the colours mean, what is chosen, the way between two, the list.
import { html, nothing, svg } from '../vendor/lit-html.js';
import { country, number, t } from '../i18n.js';
import { icon, notice, waiting } from '../parts.js';
import { to, toOccupation } from '../router.js';
import { COLOURINGS, SHAPES, most } from './colours.js';

/** @typedef {import('./data.js').MapData} MapData */

const OUTLINES = [
  svg`<circle cx="8" cy="8" r="6" />`,
  svg`<rect x="2.6" y="2.6" width="10.8" height="10.8" rx=".8" />`,
  svg`<path d="M8 1 15 8 8 15 1 8Z" />`,
];

/** A point as the map draws it. @param {number} group */
export const swatch = (group) => html`<svg class="swatch isco-${group}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${OUTLINES[SHAPES[group]]}</svg>`;

/**
 * @param {string} chosen @param {MapData} data @param {boolean} resume @param {(colouring: string) => void} choose
 */
export const colourings = (chosen, data, resume, choose) => html`<fieldset class="map-colourings">
  <legend>${t('map.colour')}</legend>
  <div class="segments">
    ${COLOURINGS.filter((name) => available(name, data, resume)).map(
      (name) => html`<label class="segment"><input type="radio" name="colour" value=${name} .checked=${name === chosen} @change=${() => choose(name)} /><span>${t(`map.colour.${name}`)}</span></label>`,
    )}
  </div>
</fieldset>`;

/** @param {string} name @param {MapData} data @param {boolean} resume */
export function available(name, data, resume) {
  if (name === 'demand') return data.demand?.some(Boolean) ?? false;
  if (name === 'nearness') return resume;
  return name === 'isco' || name in data.collections;
}

/**
 * @param {string} colouring @param {MapData} data @param {string[]} groups  those that are filtered by
 * @param {(group: string) => void} toggle @param {number[] | null} nearness
 */
export function legend(colouring, data, groups, toggle, nearness) {
  if (colouring === 'isco') return groupLegend(data, groups, toggle);
  if (colouring === 'demand' && data.demand) return rampLegend('0', number(most(data.demand)), t('map.legend.demand'));
  if (colouring === 'nearness') {
    if (!nearness) return nothing;
    return rampLegend(t('map.legend.far'), number(most(nearness), { minimumFractionDigits: 2, maximumFractionDigits: 2 }), t('map.legend.nearness'));
  }
  const count = data.collections[colouring]?.size ?? 0;
  return html`<ul class="legend-two">
    <li><svg class="swatch on" viewBox="0 0 16 16" aria-hidden="true">${OUTLINES[0]}</svg>${t(`map.colour.${colouring}`)} <b class="num">${number(count)}</b></li>
    <li><svg class="swatch off" viewBox="0 0 16 16" aria-hidden="true">${OUTLINES[0]}</svg>${t('map.legend.other')} <b class="num">${number(data.count - count)}</b></li>
  </ul>`;
}

/** @param {MapData} data @param {string[]} groups @param {(group: string) => void} toggle */
function groupLegend(data, groups, toggle) {
  const counts = new Array(10).fill(0);
  for (const group of data.group) counts[group]++;
  return html`<ul class="legend-groups" aria-label=${t('map.legend.groups')}>
    ${counts.map((count, group) =>
      count
        ? html`<li><button type="button" aria-pressed=${groups.includes(String(group))} @click=${() => toggle(String(group))}>
            ${swatch(group)}<span class="legend-name" lang=${data.language}>${data.groups.get(String(group)) ?? group}</span><span class="num quiet">${number(count)}</span>
          </button></li>`
        : nothing,
    )}
  </ul>`;
}

/** @param {string} low @param {string} high @param {string} words */
const rampLegend = (low, high, words) => html`<div class="legend-ramp">
  <div class="ramp" aria-hidden="true">${Array.from({ length: 5 }, (_, at) => html`<i class="ramp-${at}"></i>`)}</div>
  <p class="small num"><span>${low}</span><span class="quiet">${words}</span><span>${high}</span></p>
</div>`;

/**
 * What is known of one occupation.
 * @param {MapData} data @param {number} row @param {number[] | null} nearness
 */
export const facts = (data, row, nearness) => html`
  <p class="small quiet">${swatch(data.group[row])} ${data.code[row]} · <span lang=${data.language}>${data.groups.get(data.code[row].slice(0, 2)) ?? data.groups.get(data.code[row][0])}</span></p>
  <p class="chips">
    ${data.demand ? html`<span class="chip">${t('map.ads.count', { count: data.demand[row] })}</span>` : nothing}
    ${Object.keys(data.collections).filter((name) => ['green', 'digital'].includes(name) && data.collections[name].has(row)).map((name) => html`<span class="chip good">${t(`map.colour.${name}`)}</span>`)}
    ${nearness ? html`<span class="chip">${t('map.nearness', { value: number(nearness[row], { minimumFractionDigits: 2, maximumFractionDigits: 2 }) })}</span>` : nothing}
  </p>`;

/**
 * @param {MapData} data @param {number} row @param {number[] | null} nearness
 * @param {{close: () => void, from: () => void, to: () => void}} act
 */
export const picked = (data, row, nearness, act) => html`<section class="map-card-picked stack-s" aria-labelledby="picked">
  <div class="between"><h2 id="picked" lang=${data.language}>${data.label[row]}</h2>
    <button class="tool-plain" type="button" aria-label=${t('map.picked.close')} @click=${act.close}>${icon('cross')}</button></div>
  ${facts(data, row, nearness)}
  <div class="actions">
    <a class="button small" href=${toOccupation(data.uri[row])}>${t('map.picked.open')}</a>
    ${data.demand?.[row] ? html`<a class="button small plain" href=${to('/ads', { q: data.label[row], occupations: data.uri[row] })}>${t('map.picked.ads')}</a>` : nothing}
    <button class="button small plain" type="button" @click=${act.from}>${t('map.way.from.here')}</button>
    <button class="button small plain" type="button" @click=${act.to}>${t('map.way.to.here')}</button>
  </div>
</section>`;

/**
 * @param {import('../parts.js').Loader} way
 * @param {{from: string, to: string}} ends  labels, empty where none is chosen
 * @param {{search: (label: string) => unknown, clear: () => void, pick: (uri: string) => void}} act
 */
export const wayOf = (way, ends, act) => html`<section class="stack-s" aria-labelledby="way">
  <div class="between"><h2 id="way">${t('map.way')}</h2>
    ${ends.from || ends.to ? html`<button class="linklike small" type="button" @click=${act.clear}>${t('map.clear')}</button>` : nothing}</div>
  ${ends.from || ends.to ? html`<p>${t('map.way.ends', { from: ends.from || '…', to: ends.to || '…' })}</p>` : html`<p class="small quiet">${t('map.way.hint')}</p>`}
  ${!ends.from || !ends.to ? act.search(ends.from ? t('map.way.to') : t('map.way.from')) : nothing}
  ${way.pending ? waiting(t('map.way.waiting')) : nothing}
  ${way.error ? notice(way.error, way.again) : nothing}
  ${way.value && !way.pending ? steps(way.value, act.pick) : nothing}
</section>`;

/** @param {any} way what GET /v1/map/path answers @param {(uri: string) => void} pick */
const steps = ({ language, occupations, steps: between }, pick) => html`<ol class="way">
  ${occupations.map(
    (/** @type {any} */ occupation, /** @type {number} */ place) => html`<li>
      <button class="linklike" type="button" lang=${language} @click=${() => pick(occupation.uri)}>${occupation.label}</button>
      ${between[place] ? step(between[place], language) : nothing}
    </li>`,
  )}
</ol>`;

/** @param {any} step @param {string} language  of labels */
const step = ({ shared, new: open, warnings }, language) => html`<details class="small">
  <summary>${t('map.way.step', { shared: shared.length, new: open.length })}</summary>
  ${shared.length ? html`<p class="way-skills"><b>${t('map.way.shared')}</b> <span lang=${language}>${shared.map((/** @type {any} */ skill) => skill.label).join('\u00a0· ')}</span></p>` : nothing}
  ${open.length ? html`<p class="way-skills"><b>${t('map.way.new')}</b> <span lang=${language}>${open.map((/** @type {any} */ skill) => skill.label).join('\u00a0· ')}</span></p>` : nothing}
  ${warnings.map((/** @type {string} */ warning) => html`<p class="way-skills" lang="en">${warning}</p>`)}
</details>`;

/**
 * @param {import('../parts.js').Loader} ads  of `AdPoints`
 * @param {{on: boolean, countries: string[]}} chosen
 * @param {{toggle: (on: boolean) => void, country: (code: string) => void}} act
 */
export const adsLayer = (ads, chosen, act) => html`<section class="stack-s" aria-labelledby="layer">
  <h2 id="layer" class="unseen">${t('map.ads')}</h2>
  <label class="check"><input type="checkbox" .checked=${chosen.on} @change=${(/** @type {any} */ event) => act.toggle(event.target.checked)} />${t('map.ads.show')}</label>
  ${chosen.on && ads.value
    ? html`<label class="field"><span>${t('map.ads.country')}</span>
        <select @change=${(/** @type {any} */ event) => act.country(event.target.value)}>
          <option value="" ?selected=${!chosen.countries.length}>${t('map.ads.everywhere')}</option>
          ${Object.entries(ads.value.countries).map(([code, count]) => html`<option value=${code} ?selected=${chosen.countries.includes(code)}>${country(code)} (${number(count)})</option>`)}
        </select></label>
      <p class="small quiet" role="status">${t('map.ads.shown', { count: ads.value.count, total: ads.value.total })} ${ads.value.current ? '' : t('map.ads.stale')}</p>`
    : nothing}
  ${chosen.on && ads.pending ? waiting(t('map.ads.waiting')) : nothing}
  ${chosen.on && ads.error ? notice(ads.error, ads.again) : nothing}
</section>`;
