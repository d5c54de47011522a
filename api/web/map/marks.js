// What stands out on the map: rings, the resume's star, a way, a lasso.

/** @param {CanvasRenderingContext2D} context @param {number[]} place @param {number} radius @param {string} colour @param {string} halo */
export function ring(context, [x, y], radius, colour, halo) {
  for (const [line, stroke] of [[5, halo], [2.2, colour]]) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = Number(line);
    context.strokeStyle = String(stroke);
    context.stroke();
  }
}

/** @param {CanvasRenderingContext2D} context @param {number[]} place @param {{star: string, strong: string}} colours */
export function drawStar(context, [x, y], { star, strong }) {
  context.beginPath();
  for (let corner = 0; corner < 10; corner++) {
    const angle = (corner * Math.PI) / 5 - Math.PI / 2;
    const radius = corner % 2 ? 5.5 : 13;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
  context.lineWidth = 2;
  context.strokeStyle = strong;
  context.fillStyle = star;
  context.fill();
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {number[][]} places @param {{accent: string, halo: string}} colours */
export function drawWay(context, places, { accent, halo }) {
  for (const [line, stroke] of [[6, halo], [2.5, accent]]) {
    context.beginPath();
    for (const [x, y] of places) context.lineTo(x, y);
    context.lineWidth = Number(line);
    context.strokeStyle = String(stroke);
    context.stroke();
  }
  places.forEach(([x, y], step) => {
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.fillStyle = accent;
    context.lineWidth = 2;
    context.strokeStyle = halo;
    context.fill();
    context.stroke();
    context.fillStyle = halo;
    context.font = '650 10px "Instrument Sans", sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(step + 1), x, y + 0.5);
  });
}

/** @param {CanvasRenderingContext2D} context @param {number[][]} corners @param {{accent: string}} colours @param {boolean} closed */
export function drawArea(context, corners, { accent }, closed) {
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  if (closed) context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = accent;
  context.fill();
  context.globalAlpha = 1;
  context.setLineDash([6, 5]);
  context.lineWidth = 2;
  context.strokeStyle = accent;
  context.stroke();
  context.setLineDash([]);
}
