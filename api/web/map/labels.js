// Labels that do not lie over each other: the most wanted first, each at the first side of its point that is free.

const PAD = 3;
const LINE = 15;
/** candidates that are tried in one picture */
const TRIED = 700;

/** @typedef {{text: string, x: number, y: number, gap: number, strong: boolean, must: boolean}} Wanted in pixels; `gap` is the point's radius */

/**
 * Draw what fits.
 * @param {CanvasRenderingContext2D} context  in CSS pixels
 * @param {{width: number, height: number, most: number, font: string, head: string, ink: string, strong: string, halo: string, taken: number[][]}} look  `taken` are boxes that stay free
 * @param {Iterable<Wanted>} wanted  best first
 * @param {{lines: string[], x: number, y: number, colour: string}[]} regions
 */
export function drawLabels(context, look, wanted, regions) {
  /** @type {number[][]} left, top, right, bottom */
  const taken = [...look.taken];
  const free = (/** @type {number[]} */ box) =>
    !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
  context.lineJoin = 'round';
  context.strokeStyle = look.halo;
  context.textBaseline = 'middle';

  /** @type {Wanted[]} what is wanted whatever else is there */
  const later = [];
  let drawn = 0;
  let tried = 0;
  /** @param {Wanted} one */
  function draw(one) {
    const width = measured(context, one.text, one.strong ? `650 ${look.font}` : `500 ${look.font}`);
    const box = sides(one, width).find((side) => inside(side, look) && free(side)) ?? (one.must ? sides(one, width)[0] : null);
    if (!box) return;
    taken.push(box);
    drawn++;
    context.lineWidth = 4;
    context.globalAlpha = one.strong ? 1 : 0.8; // what lies below stays to be guessed
    context.strokeText(one.text, box[0] + PAD, (box[1] + box[3]) / 2);
    context.globalAlpha = 1;
    context.fillStyle = one.strong ? look.strong : look.ink;
    context.fillText(one.text, box[0] + PAD, (box[1] + box[3]) / 2);
  }

  context.textAlign = 'start';
  for (const one of wanted) {
    if (one.strong) draw(one);
    else if (later.push(one) >= TRIED) break;
  }
  context.textAlign = 'center';
  for (const region of regions) {
    const widths = region.lines.map((line) => measured(context, line, look.head));
    const half = Math.max(...widths) / 2 + 2 * PAD;
    const tall = (region.lines.length * (LINE + 2)) / 2 + PAD;
    const box = [region.x - half, region.y - tall, region.x + half, region.y + tall];
    if (!free(box)) continue;
    taken.push(box);
    context.lineWidth = 5;
    region.lines.forEach((line, place) => {
      const y = region.y + (place - (region.lines.length - 1) / 2) * (LINE + 2);
      context.strokeText(line, region.x, y);
      context.fillStyle = region.colour;
      context.fillText(line, region.x, y);
    });
  }
  context.textAlign = 'start';
  for (const one of later) {
    if (drawn >= look.most || tried++ > TRIED) break;
    draw(one);
  }
}

/** @param {Wanted} one @param {number} width @returns {number[][]} right, left, above, below */
function sides({ x, y, gap }, width) {
  const whole = width + 2 * PAD;
  const tall = LINE / 2 + 1;
  return [
    [x + gap, y - tall, x + gap + whole, y + tall],
    [x - gap - whole, y - tall, x - gap, y + tall],
    [x - whole / 2, y - gap - 2 * tall, x + whole / 2, y - gap],
    [x - whole / 2, y + gap, x + whole / 2, y + gap + 2 * tall],
  ];
}

/** @param {number[]} box @param {{width: number, height: number}} look */
const inside = ([left, top, right, bottom], { width, height }) => left >= 4 && top >= 4 && right <= width - 4 && bottom <= height - 4;

/** @type {Map<string, number>} */
const widths = new Map();

/** @param {CanvasRenderingContext2D} context @param {string} text @param {string} font */
function measured(context, text, font) {
  context.font = font;
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    width = context.measureText(text).width;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** A name in lines of about as many letters. @param {string} text @param {number} [letters] */
export function wrapped(text, letters = 22) {
  /** @type {string[]} */
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= letters) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
