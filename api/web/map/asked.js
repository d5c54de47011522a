// What the address asks of the map, and the occupations that pass its filters.
import { COLOURINGS } from './colours.js';
import { available } from './panel.js';
import { numberIn } from '../router.js';
import { rowsIn } from './stage.js';

/** @typedef {import('./data.js').MapData} MapData */
/** @typedef {ReturnType<typeof stateOf>} State */

/**
 * @param {URLSearchParams} asked @param {MapData | null} data
 * @param {{drawable: boolean, resume: boolean}} can  this browser draws, there is a resume
 */
export function stateOf(asked, data, { drawable, resume }) {
  const wanted = asked.get('colour') ?? 'isco';
  return {
    table: !drawable || asked.get('view') === 'table',
    colour: COLOURINGS.includes(wanted) && (!data || available(wanted, data, resume)) ? wanted : 'isco',
    at: numbers(asked.get('at')),
    picked: asked.get('pick') ?? '',
    from: asked.get('from') ?? '',
    to: asked.get('to') ?? '',
    text: asked.get('q') ?? '',
    groups: asked.getAll('group'),
    collections: asked.getAll('in'),
    area: numbers(asked.get('area')),
    ads: asked.get('ads') === '1' && !!data?.ads,
    countries: asked.getAll('country'),
    order: asked.get('sort') ?? 'label',
    page: Math.trunc(numberIn(asked, 'page', 1, Infinity) ?? 1),
  };
}

/** The rows that pass every filter, worked out again only for another question; `passing` is null where there is no filter. */
export function filtering() {
  /** @type {{key: string, rows: number[], passing: Uint8Array | null}} */
  let kept = { key: '?', rows: [], passing: null };
  return (/** @type {MapData | null} */ data, /** @type {State} */ { text, groups, collections, area }) => {
    const key = [data?.language, text, groups, collections, area].join('|');
    if (!data || kept.key === key) return kept;
    const words = text.toLocaleLowerCase(data.language).split(/\s+/).filter(Boolean);
    const inside = area.length > 5 ? rowsIn(data, corners(area)) : null;
    const rows = [...Array(data.count).keys()].filter((row) => {
      const label = `${data.label[row]} ${data.code[row]}`.toLocaleLowerCase(data.language);
      return (
        words.every((word) => label.includes(word)) &&
        (!groups.length || groups.includes(String(data.group[row]))) &&
        (!collections.length || collections.some((name) => Object.hasOwn(data.collections, name) && data.collections[name].has(row))) &&
        (!inside || inside[row])
      );
    });
    const limited = words.length || groups.length || collections.length || inside;
    const passing = limited ? new Uint8Array(data.count) : null;
    for (const row of limited ? rows : []) /** @type {Uint8Array} */ (passing)[row] = 1;
    kept = { key, rows, passing };
    return kept;
  };
}

/** @param {string | null} text numbers with commas between */
function numbers(text) {
  const found = (text ?? '').split(',').map(Number);
  return text && found.every(Number.isFinite) ? found : [];
}

/** @param {number[]} flat @returns {[number, number][]} */
export const corners = (flat) => Array.from({ length: Math.floor(flat.length / 2) }, (_, at) => [flat[2 * at], flat[2 * at + 1]]);
