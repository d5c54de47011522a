// What a point looks like: colours are those of css/map.css, so that both themes hold. No group is told by its colour alone.

export const DISC = 0;
export const SQUARE = 1;
export const DIAMOND = 2;
/** Shape of each ISCO major group. Groups of one shape have colours that differ for every kind of colour vision. */
export const SHAPES = [DIAMOND, SQUARE, DISC, SQUARE, DIAMOND, DISC, DIAMOND, SQUARE, DISC, DIAMOND];
export const COLOURINGS = ['isco', 'demand', 'green', 'digital', 'nearness'];
const STOPS = 5;

/** The colours of the present theme, as [red, green, blue]. @param {Element} element */
export function palette(element) {
  const style = getComputedStyle(element);
  const one = (/** @type {string} */ name) => parsed(style.getPropertyValue(name).trim());
  const many = (/** @type {string} */ name, /** @type {number} */ count) => Array.from({ length: count }, (_, place) => one(`${name}-${place}`));
  return { isco: many('--isco', 10), ramp: many('--ramp', STOPS), rest: one('--map-rest'), ad: one('--map-ad') };
}

/** @typedef {ReturnType<typeof palette>} Palette */

/** @param {string} hex */
const parsed = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/**
 * A value of 0 to 1 on the ramp.
 * @param {number[][]} ramp @param {number} share
 */
export function onRamp(ramp, share) {
  const at = Math.max(0, Math.min(1, share)) * (ramp.length - 1);
  const low = Math.min(Math.floor(at), ramp.length - 2);
  return ramp[low].map((value, channel) => Math.round(value + (ramp[low + 1][channel] - value) * (at - low)));
}

/**
 * How the rows look: RGBA, and size and shape.
 * @param {import('./data.js').MapData} data
 * @param {string} colouring  one of COLOURINGS
 * @param {Palette} colours
 * @param {number[] | null} nearness
 * @param {Uint8Array | null} passing  0 for rows that a filter leaves out
 */
export function looks(data, colouring, colours, nearness, passing) {
  const rgba = new Uint8Array(4 * data.count);
  const look = new Float32Array(2 * data.count);
  const shareOf = shares(data, colouring, nearness);
  for (let row = 0; row < data.count; row++) {
    const share = shareOf ? shareOf(row) : 0;
    const dim = passing && !passing[row];
    const colour = shareOf ? onRamp(colours.ramp, share) : tint(data, colouring, colours, row);
    rgba.set(dim ? colours.rest : colour, 4 * row);
    rgba[4 * row + 3] = dim ? 70 : 235;
    const marked = shareOf ? 5 + 4.5 * share : data.collections[colouring]?.has(row) ? 7.5 : 5;
    look[2 * row] = dim ? 4 : colouring === 'isco' ? 7 : marked;
    look[2 * row + 1] = colouring === 'isco' ? SHAPES[data.group[row]] : DISC;
  }
  return { rgba, look };
}

/** @param {import('./data.js').MapData} data @param {string} colouring @param {Palette} colours @param {number} row */
function tint(data, colouring, colours, row) {
  if (colouring === 'isco') return colours.isco[data.group[row]];
  return data.collections[colouring]?.has(row) ? colours.ramp[3] : colours.rest;
}

/**
 * Row → place on the ramp, 0 to 1; null where the colouring has no ramp.
 * @param {import('./data.js').MapData} data @param {string} colouring @param {number[] | null} nearness
 * @returns {((row: number) => number) | null}
 */
function shares(data, colouring, nearness) {
  if (colouring === 'demand' && data.demand) {
    const { demand } = data;
    const top = Math.log1p(Math.max(1, most(demand)));
    return (row) => Math.log1p(demand[row]) / top;
  }
  if (colouring === 'nearness' && nearness) {
    const sorted = [...nearness].sort((a, b) => a - b);
    const [low, high] = [sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]];
    return (row) => Math.max(0, (nearness[row] - low) / (high - low || 1));
  }
  return null;
}

/** @param {number[]} values */
export const most = (values) => values.reduce((top, value) => Math.max(top, value), 0);

/** How the ads look. @param {number} count @param {Palette} colours */
export function adLooks(count, colours) {
  const rgba = new Uint8Array(4 * count);
  const look = new Float32Array(2 * count);
  const few = count < 3000;
  const alpha = few ? 220 : count > 20_000 ? 70 : 130;
  for (let row = 0; row < count; row++) {
    rgba.set(colours.ad, 4 * row);
    rgba[4 * row + 3] = alpha;
    look[2 * row] = few ? 4.4 : 3.2;
  }
  return { rgba, look };
}

/**
 * What words and marks are drawn in. Names of regions are nearer to ink than their group's points, which need less contrast than words.
 * @param {Element} host @param {boolean} grouped  whether colours tell the groups
 */
export function inks(host, grouped) {
  const style = getComputedStyle(host);
  const one = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const strong = one('--ink');
  const isco = Array.from({ length: 10 }, (_, group) => (grouped ? `color-mix(in srgb, ${one(`--isco-${group}`)} 75%, ${strong})` : one('--ink-2')));
  return { ink: one('--map-ink'), strong, halo: one('--map-ground'), accent: one('--accent'), star: one('--star'), isco };
}
