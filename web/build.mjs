// Bundle what the web application takes from others into ../api/web/vendor, and what its tests take into ../tests/vendor.
// One file for each library, readable names inside, the same bytes on every machine. Our own modules are shipped as written.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const VENDOR = '../api/web/vendor';
const TESTS = '../tests/vendor';
/** file in VENDOR → what it exports */
const BUNDLES = {
  'lit-html.js': "export { html, svg, nothing, render } from 'lit-html';\nexport { repeat } from 'lit-html/directives/repeat.js';\n"
    + "export { live } from 'lit-html/directives/live.js';\nexport { ref } from 'lit-html/directives/ref.js';",
  'd3-map.js': "export { zoom, zoomIdentity } from 'd3-zoom';\nexport { select } from 'd3-selection';\n"
    + "export { quadtree } from 'd3-quadtree';\nexport { polygonContains } from 'd3-polygon';\nimport 'd3-transition';",
};
const FONTS = ['bricolage-grotesque', 'instrument-sans'];
const D3 = ['color', 'dispatch', 'drag', 'ease', 'interpolate', 'polygon', 'quadtree', 'selection', 'timer', 'transition', 'zoom'];
/** what is in VENDOR, whose licence goes along */
const LICENCES = ['lit-html', ...D3.map((part) => `d3-${part}`), ...FONTS.map((font) => `@fontsource-variable/${font}`)];

await rm(VENDOR, { recursive: true, force: true });
await mkdir(VENDOR, { recursive: true });
for (const [file, contents] of Object.entries(BUNDLES)) {
  await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none', // they stand in THIRD_PARTY.txt
    banner: { js: '// @ts-nocheck' },
    outfile: `${VENDOR}/${file}`,
  });
}
for (const font of FONTS) {
  for (const subset of ['latin', 'latin-ext']) {
    const file = `${font}-${subset}-wght-normal.woff2`;
    await copyFile(`node_modules/@fontsource-variable/${font}/files/${file}`, `${VENDOR}/${file}`);
  }
}
const notices = [];
for (const name of LICENCES) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8'));
  const text = await readFile(`node_modules/${name}/LICENSE`, 'utf8');
  notices.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await writeFile(`${VENDOR}/THIRD_PARTY.txt`, notices.join(`\n${'-'.repeat(80)}\n\n`));

await mkdir(TESTS, { recursive: true });
await copyFile('node_modules/axe-core/axe.min.js', `${TESTS}/axe.min.js`);
await copyFile('node_modules/axe-core/LICENSE', `${TESTS}/axe.LICENSE.txt`);
