// The drawing: points, labels and marks on two canvases, moved by mouse, touch and keys. What is chosen it tells the page.
import { polygonContains, quadtree } from '../vendor/d3-map.js';
import { createCamera } from './camera.js';
import { createPoints } from './gl.js';
import { drawLabels, wrapped } from './labels.js';
import { drawArea, drawStar, drawWay, ring } from './marks.js';
import { followPointer } from './pointer.js';

/** up to here the names of regions are shown */
const REGIONS_TO = 3.2;
/** pixels from a point in which the pointer still hits it */
const REACH = 12;
/** a frame that took longer, in ms, while the map moves: fewer ads are drawn until it rests; they come in random order */
const SLOW = 28;
const FEWEST_ADS = 0.15;

/** @typedef {import('./data.js').MapData} MapData */
/**
 * @typedef {object} Marks what stands out; rows
 * @property {number} picked  -1 for none
 * @property {number[]} way
 * @property {number[]} near
 * @property {[number, number] | null} resume
 * @property {[number, number][]} area
 * @property {Uint8Array | null} passing
 */
/**
 * @typedef {object} Told
 * @property {(hit: {row: number, ad: number, x: number, y: number} | null) => void} hover
 * @property {(hit: {row: number, ad: number}) => void} pick
 * @property {(area: [number, number][]) => void} drawn  a lasso was closed
 * @property {(camera: number[]) => void} moved  it came to rest: middle x and y, and scale
 * @property {() => void} lost  the graphics card was taken away
 */

/**
 * @param {HTMLElement} host  holds a canvas `.map-points` and a canvas `.map-labels`
 * @param {Told} told
 * @param {number[] | null} begin  what the camera looks at first
 * @returns null where the browser has no WebGL 2
 */
export function createStage(host, told, begin) {
  const [base, over] = /** @type {NodeListOf<HTMLCanvasElement>} */ (host.querySelectorAll('canvas'));
  const points = createPoints(base);
  const context = over.getContext('2d');
  if (!points || !context) return null;
  const layers = { ads: points.layer(), occupations: points.layer() }; // the last one is drawn on top
  /** @type {MapData | null} */
  let data = null;
  /** @type {Marks} */
  let marks = { picked: -1, way: [], near: [], resume: null, area: [], passing: null };
  let colours = { ink: '', strong: '', halo: '', accent: '', star: '', isco: /** @type {string[]} */ ([]) };
  /** @type {{find: (x: number, y: number, radius: number) => number | undefined} | null} */
  let rows = null;
  /** @type {{find: (x: number, y: number, radius: number) => number | undefined} | null} */
  let adRows = null;
  let size = { width: 1, height: 1, pixels: 1 };
  /** right and bottom of the buttons */
  let tools = [0, 0];
  let frame = 0;
  let share = 1;
  let before = 0;
  let hovered = -1;
  const soon = () => (frame ||= requestAnimationFrame(draw));
  const camera = createCamera(over, { still: () => pointer.lasso(), changed: soon, rests, moved: told.moved }, begin);
  const pointer = followPointer(over, {
    hit,
    hover,
    pick: told.pick,
    centre: ([x, y]) => camera.fly([...camera.toMap(x, y), camera.depth()]),
    drawn: (corners) => told.drawn(corners.map(([x, y]) => /** @type {[number, number]} */ (camera.toMap(x, y)))),
    changed: soon,
  });
  const screenOf = (/** @type {number} */ row) => (data ? camera.toScreen(data.places[2 * row], data.places[2 * row + 1]) : [0, 0]);

  function measure() {
    const { left, top, width, height } = host.getBoundingClientRect();
    if (!width || !height) return;
    size = { width, height, pixels: Math.min(devicePixelRatio || 1, 2) };
    for (const canvas of [base, over]) {
      canvas.width = Math.round(width * size.pixels);
      canvas.height = Math.round(height * size.pixels);
    }
    const buttons = host.querySelector('.map-tools')?.getBoundingClientRect();
    tools = buttons ? [buttons.right - left + 8, buttons.bottom - top + 8] : [0, 0];
    if (!data) return;
    camera.resize(size, data.places);
    soon();
  }
  const watcher = new ResizeObserver(measure);
  watcher.observe(host);
  base.addEventListener('webglcontextlost', told.lost);

  function rests() {
    [share, before] = [1, 0];
    soon();
  }

  /** How many of the ads are drawn, so that this browser keeps up. @param {number} now */
  function pace(now) {
    if (camera.moving() && before && now - before > SLOW) share = Math.max(FEWEST_ADS, share * 0.6);
    before = camera.moving() ? now : 0;
    layers.ads.thin(share);
  }

  /** @param {number} now */
  function draw(now) {
    frame = 0;
    if (!data || !points || !context) return;
    pace(now);
    const { width, height, pixels } = size;
    const scale = camera.scale();
    const [left, top] = camera.toScreen(0, 0);
    points.draw([(2 * scale) / width, (-2 * scale) / height, (2 * left) / width - 1, 1 - (2 * top) / height], pixels * grown());
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    context.clearRect(0, 0, width, height);
    const drawing = pointer.line();
    const area = drawing ?? marks.area.map(([x, y]) => camera.toScreen(x, y));
    if (area.length) drawArea(context, area, colours, !drawing);
    if (marks.way.length) drawWay(context, marks.way.map(screenOf), colours);
    for (const row of marks.near) ring(context, screenOf(row), 7 * grown(), colours.star, colours.halo);
    if (marks.picked >= 0) ring(context, screenOf(marks.picked), 8 * grown(), colours.accent, colours.halo);
    if (hovered >= 0) ring(context, screenOf(hovered), 7 * grown(), colours.ink, colours.halo);
    drawLabels(context, { width, height, most: Math.round((width * height) / 13_000), font: '12.5px "Instrument Sans", sans-serif', head: '650 15px "Bricolage Grotesque", sans-serif', ink: colours.ink, strong: colours.strong, halo: colours.halo, taken: taken() }, wantedLabels(), wantedRegions());
    if (marks.resume) drawStar(context, camera.toScreen(...marks.resume), colours);
  }

  /** How much larger points are than at first: they grow slower than the map. */
  const grown = () => Math.min(2.4, Math.max(0.85, camera.depth() ** 0.3)) * Math.min(1, 0.62 + size.width / 2400);

  /** Where no label may lie: below the buttons, and over what stands out. */
  function taken() {
    const around = (/** @type {number[]} */ [x, y], /** @type {number} */ half) => [x - half, y - half, x + half, y + half];
    return [[0, 0, ...tools], ...marks.way.map((row) => around(screenOf(row), 8)), ...(marks.resume ? [around(camera.toScreen(...marks.resume), 11)] : [])];
  }

  function* wantedLabels() {
    if (!data) return;
    const forced = new Set([marks.picked, hovered, ...marks.way, ...marks.near].filter((row) => row >= 0));
    for (const row of forced) yield label(row, true);
    for (const row of data.order) {
      if (forced.has(row) || (marks.passing && !marks.passing[row])) continue;
      const one = label(row, false);
      if (one.x > 0 && one.y > 0 && one.x < size.width && one.y < size.height) yield one;
    }
  }

  /** @param {number} row @param {boolean} strong */
  function label(row, strong) {
    const [x, y] = screenOf(row);
    const text = /** @type {MapData} */ (data).label[row];
    return { text: text.length > 44 ? `${text.slice(0, 42)}…` : text, x, y, gap: strong ? Math.max(10, 9 * grown()) : 6 * grown(), strong, must: row === marks.picked || row === hovered };
  }

  const wantedRegions = () =>
    camera.depth() > REGIONS_TO || !data || marks.passing || size.width < 560
      ? []
      : data.regions.map((region) => {
          const [x, y] = camera.toScreen(region.x, region.y);
          return { lines: wrapped(region.label), x, y, colour: colours.isco[region.group] };
        });

  /** @param {[number, number]} place in pixels */
  function hit([px, py]) {
    const [x, y] = camera.toMap(px, py);
    const radius = REACH / camera.scale();
    const row = rows?.find(x, y, radius) ?? -1;
    const ad = row < 0 ? (adRows?.find(x, y, radius / 2) ?? -1) : -1;
    return row < 0 && ad < 0 ? null : { row, ad };
  }

  /** @param {number} row @param {{row: number, ad: number, x: number, y: number} | null} found */
  function hover(row, found) {
    told.hover(found);
    if (row === hovered) return;
    hovered = row;
    soon();
  }

  return {
    /** @param {MapData} next */
    show(next) {
      const first = !data;
      data = next;
      rows = indexed(next.places);
      layers.occupations.put(next.places);
      if (first) measure();
    },
    /** @param {Float32Array} places */
    showAds(places) {
      layers.ads.put(places);
      adRows = places.length ? indexed(places) : null;
    },
    /** @param {{rgba: Uint8Array, look: Float32Array}} occupations @param {{rgba: Uint8Array, look: Float32Array} | null} ads @param {typeof colours} inks */
    paint(occupations, ads, inks) {
      layers.occupations.paint(occupations.rgba, occupations.look);
      if (ads) layers.ads.paint(ads.rgba, ads.look);
      colours = inks;
      soon();
    },
    /** @param {Marks} next */
    mark(next) {
      marks = next;
      soon();
    },
    fly: camera.fly,
    /** @param {number} row */
    flyTo(row) {
      if (!data) return;
      const [px, py] = screenOf(row);
      const well = camera.depth() > 3 && px > 60 && py > 60 && px < size.width - 60 && py < size.height - 60;
      if (!well) camera.fly([data.places[2 * row], data.places[2 * row + 1], Math.max(camera.depth(), 6)]);
    },
    whole: camera.whole,
    closer: camera.closer,
    pan: camera.pan,
    /** The occupation nearest to the middle; -1 without any. */
    middle() {
      const [x, y] = camera.now();
      const row = rows?.find(x, y, Number.POSITIVE_INFINITY) ?? -1;
      hovered = row;
      soon();
      return row;
    },
    lasso: pointer.setLasso,
    quiet: pointer.quiet,
    free() {
      base.removeEventListener('webglcontextlost', told.lost); // we give it back
      camera.free();
      cancelAnimationFrame(frame);
      watcher.disconnect();
      points.free();
    },
  };
}

/** @param {Float32Array} places */
function indexed(places) {
  const tree = quadtree([...Array(places.length / 2).keys()], (/** @type {number} */ row) => places[2 * row], (/** @type {number} */ row) => places[2 * row + 1]);
  return { find: (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ radius) => tree.find(x, y, radius) };
}

/**
 * 1 for each row that lies in an area.
 * @param {MapData} data @param {[number, number][]} area
 */
export function rowsIn({ places, count }, area) {
  return Uint8Array.from({ length: count }, (_, row) => Number(polygonContains(area, [places[2 * row], places[2 * row + 1]])));
}
