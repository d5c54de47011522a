// Where the map is looked at from: places of the map to pixels and back, moved by mouse and touch (D3's zoom) or by steps.
import { select, zoom, zoomIdentity } from '../vendor/d3-map.js';

const DEEPEST = 60;
const FURTHEST = 0.7;
const STEP = 60;

/**
 * @typedef {object} Watching
 * @property {() => boolean} still  dragging is not for the camera now
 * @property {() => void} changed
 * @property {() => void} rests  for a moment
 * @property {(camera: number[]) => void} moved  it came to rest: middle x and y, and scale
 */

/**
 * @param {HTMLCanvasElement} canvas  what is dragged
 * @param {Watching} told
 * @param {number[] | null} begin
 */
export function createCamera(canvas, told, begin) {
  let size = { width: 1, height: 1 };
  let fit = { scale: 100, x: 0, y: 0 };
  let transform = zoomIdentity;
  let moving = 0;
  let resting = 0;
  let quiet = false;
  let measured = false;

  const behaviour = /** @type {any} */ (zoom()) // d3-zoom has no types here
    .scaleExtent([FURTHEST, DEEPEST])
    .filter((/** @type {any} */ event) => !told.still() && (!event.ctrlKey || event.type === 'wheel') && !event.button)
    .clickDistance(5)
    .on('zoom', (/** @type {any} */ event) => {
      transform = event.transform;
      told.changed();
      clearTimeout(moving);
      moving = setTimeout(() => {
        moving = 0;
        told.rests();
      }, 160);
      clearTimeout(resting);
      if (!quiet) resting = setTimeout(() => told.moved(now()), 350);
    });
  const surface = select(canvas);
  surface.call(behaviour).on('dblclick.zoom', null);

  /** @param {number} x @param {number} y @returns {number[]} in pixels */
  const toScreen = (x, y) => transform.apply([size.width / 2 + (x - fit.x) * fit.scale, size.height / 2 + (y - fit.y) * fit.scale]);
  /** @param {number} px @param {number} py @returns {number[]} */
  const toMap = (px, py) => {
    const [x, y] = transform.invert([px, py]);
    return [(x - size.width / 2) / fit.scale + fit.x, (y - size.height / 2) / fit.scale + fit.y];
  };
  const now = () => [...toMap(size.width / 2, size.height / 2), transform.k];
  /** @param {number[]} to */
  const transformTo = ([x, y, k]) =>
    zoomIdentity.translate(size.width / 2, size.height / 2).scale(k).translate(-(size.width / 2 + (x - fit.x) * fit.scale), -(size.height / 2 + (y - fit.y) * fit.scale));
  /** @param {number[]} to @param {boolean} [calm] */
  function fly(to, calm = matchMedia('(prefers-reduced-motion: reduce)').matches) {
    if (calm) surface.call(behaviour.transform, transformTo(to));
    else surface.transition().duration(600).call(behaviour.transform, transformTo(to));
  }

  return {
    toScreen,
    toMap,
    now,
    fly,
    /** How much larger the map is than whole. */
    depth: () => transform.k,
    /** Pixels of one unit of the map. */
    scale: () => fit.scale * transform.k,
    moving: () => moving > 0,
    /** Look at the same place in a canvas of another size. @param {{width: number, height: number}} next @param {Float32Array} places */
    resize(next, places) {
      const held = measured ? now() : null;
      size = next;
      measured = true;
      fit = fitted(places, size);
      const { width, height } = size;
      behaviour.extent([[0, 0], [width, height]]).translateExtent([[-width * 0.4, -height * 0.4], [width * 1.4, height * 1.4]]);
      quiet = true; // nobody moved it
      fly(begin ?? held ?? [fit.x, fit.y, 1], true);
      quiet = false;
      begin = null;
    },
    whole: () => fly([fit.x, fit.y, 1]),
    /** @param {number} factor */
    closer(factor) {
      const [x, y, k] = now();
      fly([x, y, Math.max(FURTHEST, Math.min(DEEPEST, k * factor))], true);
    },
    /** @param {number} right @param {number} down in steps */
    pan(right, down) {
      const [x, y, k] = now();
      const step = STEP / (fit.scale * k);
      fly([x + right * step, y + down * step, k], true);
    },
    free() {
      behaviour.on('zoom', null); // a flight may still be on its way
      clearTimeout(resting);
      clearTimeout(moving);
    },
  };
}

/** @param {Float32Array} places @param {{width: number, height: number}} size */
function fitted(places, { width, height }) {
  const count = places.length / 2;
  const side = (/** @type {number} */ at) => Float32Array.from({ length: count }, (_, row) => places[2 * row + at]).sort();
  const [xs, ys] = [side(0), side(1)];
  const scale = 0.9 * Math.min(width / (xs[count - 1] - xs[0] || 1), height / (ys[count - 1] - ys[0] || 1));
  return { scale, x: (xs[0] + xs[count - 1]) / 2, y: (ys[0] + ys[count - 1]) / 2 };
}
