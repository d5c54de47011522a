// Mouse and finger on the map: what is pointed at, what is chosen, a lasso that is drawn. Dragging is the camera's.

/** @typedef {{row: number, ad: number}} Hit */
/**
 * @typedef {object} Acts
 * @property {(place: [number, number]) => Hit | null} hit
 * @property {(row: number, found: (Hit & {x: number, y: number}) | null) => void} hover
 * @property {(hit: Hit) => void} pick
 * @property {(place: [number, number]) => void} centre  an empty place was pressed
 * @property {(corners: [number, number][]) => void} drawn  in pixels
 * @property {() => void} changed
 */

/** @param {HTMLCanvasElement} canvas @param {Acts} act */
export function followPointer(canvas, act) {
  let lasso = false;
  /** the press began a lasso; the click that ends it chooses nothing */
  let drew = false;
  /** @type {[number, number][] | null} */
  let line = null;

  /** @param {MouseEvent} event */
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };

  /** @param {Hit | null} found @param {[number, number]} [place] */
  function hover(found, [x, y] = [0, 0]) {
    canvas.style.cursor = lasso ? 'crosshair' : found ? 'pointer' : '';
    act.hover(found?.row ?? -1, found && { ...found, x, y });
  }

  canvas.addEventListener('pointermove', (event) => {
    if (line) {
      line.push(at(event));
      return act.changed();
    }
    if (event.buttons) return hover(null);
    const place = at(event);
    hover(lasso ? null : act.hit(place), place);
  });
  canvas.addEventListener('pointerleave', () => line || hover(null));
  canvas.addEventListener('pointerdown', (event) => {
    drew = lasso && !event.button;
    if (!drew) return;
    canvas.setPointerCapture(event.pointerId);
    line = [at(event)];
  });
  canvas.addEventListener('pointerup', () => {
    if (!line) return;
    const corners = thinned(line);
    line = null;
    if (corners.length > 2) act.drawn(corners);
    act.changed();
  });
  canvas.addEventListener('pointercancel', () => {
    line = null;
    act.changed();
  });
  canvas.addEventListener('click', (event) => {
    if (lasso || drew) return;
    const found = act.hit(at(event));
    if (found) act.pick(found);
    else act.centre(at(event)); // so nobody has to drag
  });

  return {
    /** The lasso as far as it is drawn, in pixels. */
    line: () => line,
    lasso: () => lasso,
    /** Nothing is pointed at any more, and a lasso that was begun is given up. */
    quiet() {
      line = null;
      hover(null);
      act.changed();
    },
    /** @param {boolean} on */
    setLasso(on) {
      lasso = on;
      canvas.style.touchAction = on ? 'none' : '';
      canvas.style.cursor = on ? 'crosshair' : '';
    },
  };
}

/** A drawn line with few enough corners for an address. @param {[number, number][]} line @param {number} [corners] */
function thinned(line, corners = 24) {
  const step = Math.max(1, line.length / corners);
  return Array.from({ length: Math.min(corners, line.length) }, (_, place) => line[Math.floor(place * step)]);
}
