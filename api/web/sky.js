// The picture beside the start: a space of points, one of them near some others. It shows no data.
import { html, svg } from './vendor/lit-html.js';

const POINTS = 150;
const STAR = { x: 262, y: 118 };
/** the golden angle: points along it fill a disc evenly */
const TURN = Math.PI * (3 - Math.sqrt(5));

const points = Array.from({ length: POINTS }, (_, place) => {
  const away = 9 + 15.5 * Math.sqrt(place);
  const drift = 12 * Math.sin(place * 1.7);
  return {
    x: 250 + (away + drift) * Math.cos(place * TURN) * 1.25,
    y: 130 + (away - drift) * Math.sin(place * TURN) * 0.72,
    size: 1.6 + 1.5 * (0.5 + 0.5 * Math.sin(place * 2.3)),
  };
});
const near = [...points]
  .filter((point) => distance(point) > 26)
  .sort((a, b) => distance(a) - distance(b))
  .slice(0, 5);

/** @param {{x: number, y: number}} point */
function distance(point) {
  return Math.hypot(point.x - STAR.x, point.y - STAR.y);
}

export const sky = () => html`<svg class="sky" viewBox="0 0 500 260" aria-hidden="true" focusable="false">
  ${near.map((point) => svg`<line class="sky-line" x1=${STAR.x} y1=${STAR.y} x2=${point.x} y2=${point.y} />`)}
  ${points.map((point) => (distance(point) > 20 ? svg`<circle class="sky-point" cx=${point.x} cy=${point.y} r=${point.size} />` : null))}
  ${near.map((point) => svg`<circle class="sky-near" cx=${point.x} cy=${point.y} r="4.5" />`)}
  <circle class="sky-star" cx=${STAR.x} cy=${STAR.y} r="8.5" />
</svg>`;
