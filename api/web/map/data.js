// The map as the page holds it: the API's columns as typed arrays, and what is worked out from them once.
import { get } from '../api.js';

/**
 * @typedef {object} Region a sub-major group where its occupations lie together
 * @property {string} label
 * @property {number} group  its major group
 * @property {number} x
 * @property {number} y
 * @property {number} members
 */
/**
 * @typedef {object} MapData every list has one value for each row
 * @property {number} count
 * @property {string[]} uri
 * @property {string[]} code
 * @property {string[]} label
 * @property {Float32Array} places  x and y in turn
 * @property {Uint8Array} group  ISCO major group, 0 to 9
 * @property {number[] | null} demand
 * @property {Record<string, Set<number>>} collections
 * @property {Map<string, string>} groups  code → label
 * @property {Region[]} regions
 * @property {Uint32Array} order  rows by how much they are worth a label: asked for, general, short
 * @property {boolean} ads
 * @property {string} language
 * @property {Record<string, string>} made
 * @property {number} trustworthiness
 */

/** @param {string | undefined} language @param {AbortSignal} signal @returns {Promise<MapData>} */
export async function loadMap(language, signal) {
  const answer = await get('/v1/map', { language }, signal);
  const count = answer.uri.length;
  const places = pairs(answer.x, answer.y);
  const group = Uint8Array.from(answer.code, (/** @type {string} */ code) => Number(code[0]));
  const groups = new Map(answer.groups.map((/** @type {{code: string, label: string}} */ { code, label }) => [code, label]));
  return {
    count,
    uri: answer.uri,
    code: answer.code,
    label: answer.label,
    places,
    group,
    demand: answer.demand,
    collections: Object.fromEntries(Object.entries(answer.collections).map(([name, rows]) => [name, new Set(rows)])),
    groups,
    regions: regions(answer.code, places, groups),
    order: worth(answer),
    ads: answer.ads,
    language: answer.language,
    made: answer.made_of,
    trustworthiness: answer.trustworthiness,
  };
}

/**
 * @typedef {object} AdPoints
 * @property {number} count
 * @property {Float32Array} places
 * @property {Int32Array} occupation  row of an occupation, or -1
 * @property {number} total
 * @property {Record<string, number>} countries
 * @property {boolean} current
 */

/** @param {string[]} countries @param {AbortSignal} signal @returns {Promise<AdPoints>} */
export async function loadAds(countries, signal) {
  const { x, y, occupation, total, countries: by, current } = await get('/v1/map/ads', { countries }, signal);
  return { count: x.length, places: pairs(x, y), occupation: Int32Array.from(occupation), total, countries: by, current };
}

/**
 * The id of the ad in one row of the answer for the same countries.
 * @param {number} row @param {string[]} countries @param {AbortSignal} signal @returns {Promise<string | undefined>}
 */
export const adIdOf = async (row, countries, signal) =>
  (await get('/v1/map/ads', { countries, offset: row, limit: 1, ids: 'true' }, signal)).ad_id[0];

/** @param {number[]} x @param {number[]} y */
function pairs(x, y) {
  const places = new Float32Array(2 * x.length);
  for (let row = 0; row < x.length; row++) [places[2 * row], places[2 * row + 1]] = [x[row], y[row]];
  return places;
}

/** @param {{code: string[], label: string[], demand: number[] | null}} columns */
function worth({ code, label, demand }) {
  const depth = code.map((one) => one.split('.').length);
  return Uint32Array.from(code.keys()).sort(
    (a, b) => (demand ? demand[b] - demand[a] : 0) || depth[a] - depth[b] || label[a].length - label[b].length || a - b,
  );
}

const NEAR = 0.2;
const FEWEST = 9;
const PUREST = 0.42;

/**
 * The sub-major groups that have a place: where many of theirs, and not too many of others, lie close together.
 * @param {string[]} code @param {Float32Array} places @param {Map<string, string>} groups @returns {Region[]}
 */
function regions(code, places, groups) {
  /** @type {Map<string, number[]>} */
  const rows = new Map();
  code.forEach((one, row) => rows.set(one.slice(0, 2), [...(rows.get(one.slice(0, 2)) ?? []), row]));
  const all = [...code.keys()];
  const within = (/** @type {number} */ middle, /** @type {number[]} */ among) =>
    among.filter((row) => Math.hypot(places[2 * row] - places[2 * middle], places[2 * row + 1] - places[2 * middle + 1]) < NEAR);
  const found = [];
  for (const [prefix, members] of rows) {
    const label = groups.get(prefix);
    if (!label || members.length < FEWEST) continue;
    const counts = members.map((row) => within(row, members).length);
    const most = counts.indexOf(Math.max(...counts));
    const middle = members[most];
    if (counts[most] < FEWEST || counts[most] < PUREST * within(middle, all).length) continue;
    found.push({ label, group: Number(prefix[0]), x: places[2 * middle], y: places[2 * middle + 1], members: counts[most] });
  }
  return found.sort((a, b) => b.members - a.members);
}
