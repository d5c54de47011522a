// The same points as a table: sorted, filtered, page by page. All there is without WebGL, and for whoever reads or listens.
import { html, live, nothing } from '../vendor/lit-html.js';
import { number, t } from '../i18n.js';
import { empty } from '../parts.js';
import { toOccupation } from '../router.js';
import { swatch } from './panel.js';

const PAGE = 50;
/** @typedef {import('./data.js').MapData} MapData */
/** @typedef {{name: string, words: string, value: (row: number) => string | number, show?: (row: number) => unknown, right?: boolean}} Column */

/** @param {MapData} data @param {number[] | null} nearness @returns {Column[]} */
function columns(data, nearness) {
  const { demand, collections } = data;
  const group = (/** @type {number} */ row) => data.groups.get(String(data.group[row])) ?? String(data.group[row]);
  /** @type {Column[]} */
  const found = [
    { name: 'label', words: t('map.column.label'), value: (row) => data.label[row], show: (row) => html`<a href=${toOccupation(data.uri[row])} lang=${data.language}>${data.label[row]}</a>` },
    { name: 'code', words: t('map.column.code'), value: (row) => data.code[row] },
    { name: 'group', words: t('map.column.group'), value: group, show: (row) => html`${swatch(data.group[row])} <span lang=${data.language}>${group(row)}</span>` },
  ];
  if (demand) found.push({ name: 'demand', words: t('map.column.demand'), value: (row) => demand[row], right: true });
  for (const name of ['green', 'digital'].filter((one) => one in collections)) {
    found.push({ name, words: t(`map.colour.${name}`), value: (row) => Number(collections[name].has(row)), show: (row) => (collections[name].has(row) ? t('map.yes') : html`<span class="quiet">${t('map.no')}</span>`) });
  }
  if (nearness) {
    found.push({ name: 'nearness', words: t('map.column.nearness'), value: (row) => nearness[row], show: (row) => number(nearness[row], { minimumFractionDigits: 2, maximumFractionDigits: 2 }), right: true });
  }
  return found;
}

/**
 * Rows in the order that is asked for: a column's name, with "-" before it for the other way round.
 * @param {MapData} data @param {number[]} rows @param {string} order @param {number[] | null} nearness
 */
export function sorted(data, rows, order, nearness) {
  const name = order.replace(/^-/, '');
  const column = columns(data, nearness).find((one) => one.name === name) ?? columns(data, nearness)[0];
  const sign = order.startsWith('-') ? -1 : 1;
  const collator = new Intl.Collator(data.language, { numeric: true });
  const values = new Map(rows.map((row) => [row, column.value(row)]));
  return [...rows].sort((a, b) => {
    const [first, second] = [values.get(a), values.get(b)];
    const by = typeof first === 'number' ? first - Number(second) : collator.compare(String(first), String(second));
    return sign * by || collator.compare(data.label[a], data.label[b]);
  });
}

/** As cells of a CSV file, the header first. @param {MapData} data @param {number[]} rows @param {number[] | null} nearness */
export function cells(data, rows, nearness) {
  const all = columns(data, nearness);
  return [['uri', ...all.map(({ name }) => name)], ...rows.map((row) => [data.uri[row], ...all.map((column) => column.value(row))])];
}

/**
 * @param {MapData} data
 * @param {{rows: number[], order: string, page: number, nearness: number[] | null}} shown  rows in order
 * @param {{order: (order: string) => void, page: (page: number) => void}} act
 */
export function table(data, { rows, order, page, nearness }, act) {
  if (!rows.length) return empty(t('map.none'), html`<p>${t('map.none.more')}</p>`);
  const pages = Math.ceil(rows.length / PAGE);
  const at = Math.min(Math.max(1, page), pages);
  const all = columns(data, nearness);
  const turned = (/** @type {Column} */ { name, right }) => (order === name ? `-${name}` : order === `-${name}` ? name : right ? `-${name}` : name);
  const direction = (/** @type {string} */ name) => (order === name ? 'ascending' : order === `-${name}` ? 'descending' : nothing);
  return html`<div class="scrolled" role="region" aria-labelledby="rows" tabindex="0">
      <table class="rows num">
        <caption id="rows" class="unseen">${t('map.table.caption', { count: rows.length })}</caption>
        <thead><tr>${all.map((column) => html`<th scope="col" class=${column.right ? 'right' : ''} aria-sort=${direction(column.name)}><button type="button" @click=${() => act.order(turned(column))}>${column.words}<span class="sort" aria-hidden="true"></span></button></th>`)}</tr></thead>
        <tbody>${rows.slice((at - 1) * PAGE, at * PAGE).map((row) => html`<tr>${all.map((column, place) => cell(column, row, place))}</tr>`)}</tbody>
      </table>
    </div>
    ${pages > 1 ? html`<nav class="pages" aria-label=${t('map.pages')}>
      <button class="button small plain" type="button" ?disabled=${at === 1} @click=${() => act.page(at - 1)}>${t('map.pages.before')}</button>
      <span class="num">${t('map.pages.at', { at, pages })}</span>
      <button class="button small plain" type="button" ?disabled=${at === pages} @click=${() => act.page(at + 1)}>${t('map.pages.next')}</button>
    </nav>` : nothing}`;
}

/** @param {Column} column @param {number} row @param {number} place */
function cell(column, row, place) {
  const shown = column.show ? column.show(row) : column.value(row);
  return place ? html`<td class=${column.right ? 'right' : ''}>${shown}</td>` : html`<th scope="row">${shown}</th>`;
}

/**
 * What limits the points, on the map as in the table.
 * @param {MapData} data @param {{text: string, groups: string[], collections: string[]}} filter
 * @param {(change: Record<string, string | string[] | null>) => void} change
 */
export const filters = (data, filter, change) => html`<div class="map-filters">
  <label class="field"><span>${t('map.filter.text')}</span>
    <input type="search" maxlength="100" .value=${live(filter.text)} @input=${(/** @type {any} */ event) => change({ q: event.target.value || null })} /></label>
  <label class="field"><span>${t('map.filter.group')}</span>
    <select @change=${(/** @type {any} */ event) => change({ group: event.target.value || null })}>
      <option value="" ?selected=${!filter.groups.length}>${t('map.filter.all')}</option>
      ${[...data.groups].filter(([code]) => code.length === 1).map(([code, label]) => html`<option value=${code} lang=${data.language} ?selected=${filter.groups.length === 1 && filter.groups[0] === code}>${label}</option>`)}
    </select></label>
  <div class="chips">${['green', 'digital'].filter((name) => name in data.collections).map(
    (name) => html`<label class="check"><input type="checkbox" .checked=${filter.collections.includes(name)} @change=${() => change({ in: toggled(filter.collections, name) })} />${t(`map.colour.${name}`)}</label>`,
  )}</div>
</div>`;

/** @param {string[]} values @param {string} value */
export const toggled = (values, value) => (values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
