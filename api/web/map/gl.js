// Points on WebGL 2, many at once: places go to the graphics memory once, colours whenever they change.

const VERTEX = `#version 300 es
in vec2 place; in vec4 colour; in vec2 look;
uniform vec4 view; uniform float zoom;
out vec4 tint; flat out float shape; flat out float edge;
void main() {
  float size = look.x * zoom;
  gl_Position = vec4(place * view.xy + view.zw, 0.0, 1.0);
  gl_PointSize = size;
  tint = colour; shape = look.y; edge = 2.4 / size;
}`;
const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 tint; flat in float shape; flat in float edge;
out vec4 pixel;
void main() {
  vec2 at = abs(gl_PointCoord - 0.5) * 2.0;
  float far = shape < 0.5 ? length(at) : shape < 1.5 ? max(at.x, at.y) * 1.18 : (at.x + at.y) * 0.98;
  float alpha = tint.a * (1.0 - smoothstep(1.0 - edge, 1.0, far));
  pixel = vec4(tint.rgb * alpha, alpha);
}`;

/**
 * @typedef {object} Layer
 * @property {(places: Float32Array) => void} put  x and y of each point in turn
 * @property {(share: number) => void} thin  draw only the first points from now on, as a share of them
 * @property {(colours: Uint8Array, looks: Float32Array) => void} paint  RGBA of each point; its size in pixels and shape (disc, square, diamond) in turn
 */

/**
 * Return what draws points, or null where the browser has no WebGL 2.
 * @param {HTMLCanvasElement} canvas
 * @returns {{layer: () => Layer, draw: (view: number[], zoom: number) => void, free: () => void} | null}
 */
export function createPoints(canvas) {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
  const program = gl && linked(gl);
  return program ? drawing(gl, program) : null;
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {WebGLProgram} program
 * @returns {{layer: () => Layer, draw: (view: number[], zoom: number) => void, free: () => void}}
 */
function drawing(gl, program) {
  const view = gl.getUniformLocation(program, 'view');
  const zoom = gl.getUniformLocation(program, 'zoom');
  /** @type {{array: WebGLVertexArrayObject | null, count: number, share: number}[]} */
  const layers = [];

  /** @param {string} name @param {number} size @param {number} type @param {boolean} normal */
  function attribute(name, size, type, normal) {
    const buffer = gl.createBuffer();
    const place = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, normal, 0, 0);
    return (/** @type {ArrayBufferView} */ data) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
    };
  }

  return {
    layer() {
      const own = { array: gl.createVertexArray(), count: 0, share: 1 };
      layers.push(own);
      gl.bindVertexArray(own.array);
      const places = attribute('place', 2, gl.FLOAT, false);
      const colours = attribute('colour', 4, gl.UNSIGNED_BYTE, true);
      const looks = attribute('look', 2, gl.FLOAT, false);
      let put = 0;
      return {
        put(data) {
          places(data);
          [put, own.count] = [data.length / 2, 0];
        },
        thin(share) {
          own.share = share;
        },
        paint(colour, look) {
          colours(colour);
          looks(look);
          own.count = put;
        },
      };
    },
    draw(shown, scale) {
      gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.useProgram(program);
      gl.uniform4fv(view, shown);
      gl.uniform1f(zoom, scale);
      for (const { array, count, share } of layers) {
        if (!count) continue;
        gl.bindVertexArray(array);
        gl.drawArrays(gl.POINTS, 0, Math.ceil(count * share));
      }
    },
    free: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  };
}

/** @param {WebGL2RenderingContext} gl */
function linked(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(/** @type {number} */ (type));
    if (!shader) return null;
    gl.shaderSource(shader, /** @type {string} */ (source));
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}
