// The drawing: points, labels and marks on two canvases, moved by mouse, touch and keys. What is chosen it tells the page.
import { polygonContains, quadtree, select, zoom, zoomIdentity } from '../vendor/d3-map.js';
import { createPoints } from './gl.js';
import { drawLabels, wrapped } from './labels.js';
import { drawArea, drawStar, drawWay, ring } from './marks.js';

const DEEPEST = 60;
const STEP = 60;
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
 */

/**
 * @param {HTMLElement} host  holds a canvas `.map-points` and a canvas `.map-labels`
 * @param {Told} told
 * @param {number[] | null} camera  where to begin
 * @returns null where the browser has no WebGL 2
 */
export function createStage(host, told, camera) {
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
  let fit = { scale: 100, x: 0, y: 0 };
  let transform = zoomIdentity;
  let frame = 0;
  let resting = 0;
  let quiet = false;
  let measured = false;
  let moving = 0;
  let share = 1;
  let before = 0;
  let hovered = -1;
  let lasso = false;
  /** @type {[number, number][] | null} */
  let drawing = null;

  const toScreen = (/** @type {number} */ x, /** @type {number} */ y) => transform.apply([
    size.width / 2 + (x - fit.x) * fit.scale,
    size.height / 2 + (y - fit.y) * fit.scale,
  ]);
  const toMap = (/** @type {number} */ px, /** @type {number} */ py) => {
    const [x, y] = transform.invert([px, py]);
    return [(x - size.width / 2) / fit.scale + fit.x, (y - size.height / 2) / fit.scale + fit.y];
  };
  const screenOf = (/** @type {number} */ row) => (data ? toScreen(data.places[2 * row], data.places[2 * row + 1]) : [0, 0]);
  const soon = () => (frame ||= requestAnimationFrame(draw));

  const behaviour = /** @type {any} */ (zoom()) // d3-zoom has no types here
    .scaleExtent([0.7, DEEPEST])
    .filter((/** @type {any} */ event) => !lasso && (!event.ctrlKey || event.type === 'wheel') && !event.button)
    .clickDistance(5)
    .on('zoom', (/** @type {any} */ event) => {
      transform = event.transform;
      soon();
      clearTimeout(moving);
      moving = setTimeout(rest, 160);
      clearTimeout(resting);
      if (!quiet) resting = setTimeout(() => told.moved(cameraNow()), 350);
    });
  const surface = select(over);
  surface.call(behaviour).on('dblclick.zoom', null);

  const cameraNow = () => [...toMap(size.width / 2, size.height / 2), transform.k];
  /** @param {number[]} to */
  const transformTo = ([x, y, k]) =>
    zoomIdentity.translate(size.width / 2, size.height / 2).scale(k).translate(-(size.width / 2 + (x - fit.x) * fit.scale), -(size.height / 2 + (y - fit.y) * fit.scale));
  /** @param {number[]} to @param {boolean} [calm] */
  function fly(to, calm = matchMedia('(prefers-reduced-motion: reduce)').matches) {
    if (calm) surface.call(behaviour.transform, transformTo(to));
    else surface.transition().duration(600).call(behaviour.transform, transformTo(to));
  }

  function measure() {
    const held = measured ? cameraNow() : null;
    const { width, height } = host.getBoundingClientRect();
    if (!width || !height) return;
    size = { width, height, pixels: Math.min(devicePixelRatio || 1, 2) };
    for (const canvas of [base, over]) {
      canvas.width = Math.round(width * size.pixels);
      canvas.height = Math.round(height * size.pixels);
    }
    if (!data) return;
    measured = true;
    fit = fitted(data, size);
    behaviour.extent([[0, 0], [width, height]]).translateExtent([[-width * 0.4, -height * 0.4], [width * 1.4, height * 1.4]]);
    quiet = true; // nobody moved it
    fly(camera ?? held ?? [fit.x, fit.y, 1], true);
    quiet = false;
    camera = null;
    soon();
  }
  const watcher = new ResizeObserver(measure);
  watcher.observe(host);

  function rest() {
    [moving, share, before] = [0, 1, 0];
    soon();
  }

  /** How many of the ads are drawn, so that this browser keeps up. @param {number} now */
  function pace(now) {
    if (moving && before && now - before > SLOW) share = Math.max(FEWEST_ADS, share * 0.6);
    before = moving ? now : 0;
    layers.ads.thin(share);
  }

  /** @param {number} now */
  function draw(now) {
    frame = 0;
    if (!data || !points || !context) return;
    pace(now);
    const { width, height, pixels } = size;
    const scale = fit.scale * transform.k;
    const [left, top] = toScreen(0, 0);
    points.draw([(2 * scale) / width, (-2 * scale) / height, (2 * left) / width - 1, 1 - (2 * top) / height], pixels * grown());
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    context.clearRect(0, 0, width, height);
    const area = drawing ?? marks.area.map(([x, y]) => toScreen(x, y));
    if (area.length) drawArea(context, area, colours, !drawing);
    if (marks.way.length) drawWay(context, marks.way.map(screenOf), colours);
    for (const row of marks.near) ring(context, screenOf(row), 7 * grown(), colours.star, colours.halo);
    if (marks.picked >= 0) ring(context, screenOf(marks.picked), 8 * grown(), colours.accent, colours.halo);
    if (hovered >= 0) ring(context, screenOf(hovered), 7 * grown(), colours.ink, colours.halo);
    drawLabels(context, { width, height, most: Math.round((width * height) / 13_000), font: '12.5px "Instrument Sans", sans-serif', head: '650 15px "Bricolage Grotesque", sans-serif', ink: colours.ink, strong: colours.strong, halo: colours.halo, taken: taken() }, wantedLabels(), wantedRegions());
    if (marks.resume) drawStar(context, toScreen(...marks.resume), colours);
  }

  /** How much larger points are than at first: they grow slower than the map. */
  const grown = () => Math.min(2.4, Math.max(0.85, transform.k ** 0.3)) * Math.min(1, 0.62 + size.width / 2400);

  /** Where no label may lie: below the buttons, and over what stands out. */
  function taken() {
    const around = (/** @type {number[]} */ [x, y], /** @type {number} */ half) => [x - half, y - half, x + half, y + half];
    return [[0, 0, 60, 200], ...marks.way.map((row) => around(screenOf(row), 8)), ...(marks.resume ? [around(toScreen(...marks.resume), 11)] : [])];
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
    transform.k > REGIONS_TO || !data || marks.passing || size.width < 560
      ? []
      : data.regions.map((region) => {
          const [x, y] = toScreen(region.x, region.y);
          return { lines: wrapped(region.label), x, y, colour: colours.isco[region.group] };
        });

  /** @param {MouseEvent} event */
  const at = (event) => {
    const box = over.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };

  /** @param {[number, number]} place in pixels */
  function hit([px, py]) {
    const [x, y] = toMap(px, py);
    const radius = REACH / (fit.scale * transform.k);
    const row = rows?.find(x, y, radius) ?? -1;
    const ad = row < 0 ? (adRows?.find(x, y, radius / 2) ?? -1) : -1;
    return row < 0 && ad < 0 ? null : { row, ad };
  }

  /** @param {number} row @param {{row: number, ad: number, x: number, y: number} | null} found */
  function hover(row, found) {
    over.style.cursor = lasso ? 'crosshair' : found ? 'pointer' : '';
    told.hover(found);
    if (row === hovered) return;
    hovered = row;
    soon();
  }

  over.addEventListener('pointermove', (event) => {
    if (drawing) {
      drawing.push(at(event));
      return soon();
    }
    if (event.buttons) return hover(-1, null);
    const place = at(event);
    const found = lasso ? null : hit(place);
    hover(found?.row ?? -1, found && { ...found, x: place[0], y: place[1] });
  });
  over.addEventListener('pointerleave', () => drawing || hover(-1, null));
  over.addEventListener('pointerdown', (event) => {
    if (!lasso || event.button) return;
    over.setPointerCapture(event.pointerId);
    drawing = [at(event)];
  });
  over.addEventListener('pointerup', () => {
    if (!drawing) return;
    const corners = thinned(drawing).map(([x, y]) => /** @type {[number, number]} */ (toMap(x, y)));
    drawing = null;
    if (corners.length > 2) told.drawn(corners);
    soon();
  });
  over.addEventListener('pointercancel', () => {
    drawing = null;
    soon();
  });
  over.addEventListener('click', (event) => {
    const found = lasso ? null : hit(at(event));
    if (found) told.pick(found);
  });

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
    fly,
    /** @param {number} row */
    flyTo(row) {
      if (!data) return;
      const [px, py] = screenOf(row);
      const well = transform.k > 3 && px > 60 && py > 60 && px < size.width - 60 && py < size.height - 60;
      if (!well) fly([data.places[2 * row], data.places[2 * row + 1], Math.max(transform.k, 6)]);
    },
    whole: () => fly([fit.x, fit.y, 1]),
    /** @param {number} factor */
    scale(factor) {
      const [x, y, k] = cameraNow();
      fly([x, y, Math.max(0.7, Math.min(DEEPEST, k * factor))], true);
    },
    /** @param {number} right @param {number} down in steps */
    pan(right, down) {
      const [x, y, k] = cameraNow();
      const step = STEP / (fit.scale * k);
      fly([x + right * step, y + down * step, k], true);
    },
    /** The occupation nearest to the middle; -1 without any. */
    middle() {
      const [x, y] = cameraNow();
      const row = rows?.find(x, y, Number.POSITIVE_INFINITY) ?? -1;
      hovered = row;
      soon();
      return row;
    },
    /** @param {boolean} on */
    lasso(on) {
      lasso = on;
      over.style.touchAction = on ? 'none' : '';
      over.style.cursor = on ? 'crosshair' : '';
    },
    camera: cameraNow,
    free() {
      behaviour.on('zoom', null); // a flight may still be on its way
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      clearTimeout(moving);
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

/** @param {MapData} data @param {{width: number, height: number}} size */
function fitted({ places, count }, { width, height }) {
  const side = (/** @type {number} */ at) => Float32Array.from({ length: count }, (_, row) => places[2 * row + at]).sort();
  const [xs, ys] = [side(0), side(1)];
  const scale = 0.9 * Math.min(width / (xs[count - 1] - xs[0] || 1), height / (ys[count - 1] - ys[0] || 1));
  return { scale, x: (xs[0] + xs[count - 1]) / 2, y: (ys[0] + ys[count - 1]) / 2 };
}

/** A drawn line with few enough corners for an address. @param {[number, number][]} line @param {number} [corners] */
function thinned(line, corners = 24) {
  const step = Math.max(1, line.length / corners);
  return Array.from({ length: Math.min(corners, line.length) }, (_, place) => line[Math.floor(place * step)]);
}

/**
 * 1 for each row that lies in an area.
 * @param {MapData} data @param {[number, number][]} area
 */
export function rowsIn({ places, count }, area) {
  return Uint8Array.from({ length: count }, (_, row) => Number(polygonContains(area, [places[2 * row], places[2 * row + 1]])));
}
