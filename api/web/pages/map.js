// Every occupation as a point, and the job ads; the same as a table.
import { html, nothing, ref } from '../vendor/lit-html.js';
import { ask, get, indexed } from '../api.js';
import { language, t } from '../i18n.js';
import { corners, filtering, stateOf } from '../map/asked.js';
import { adLooks, inks, looks, palette } from '../map/colours.js';
import { save } from '../download.js';
import { csvOf } from '../map/csv.js';
import { adIdOf, loadAds, loadMap } from '../map/data.js';
import { adsLayer, colourings, legend, picked, wayOf } from '../map/panel.js';
import { peeking } from '../map/peek.js';
import { createStage } from '../map/stage.js';
import { cells, filters, sorted, table, toggled } from '../map/table.js';
import { icon, loader, notice, waiting } from '../parts.js';
import { resume } from '../resume.js';
import { go, nameOf, to, withQuery } from '../router.js';
import { occupationSearch } from '../search.js';

/** @typedef {import('../router.js').Context} Context */

/** @param {Context} context */
export function open({ query, refresh, signal }) {
  const [points, placed, way, ads] = [0, 1, 2, 3].map(() => loader(refresh, signal));
  /** what each loader last loaded, so that it loads again only for something else */
  const loaded = { points: '', placed: /** @type {unknown} */ (null), way: '', ads: '' };
  /** @type {ReturnType<typeof createStage>} */
  let stage = null;
  let drawable = true;
  let lasso = false;
  let said = '';
  let shown = { colours: '', ads: '', points: /** @type {unknown} */ (null) };
  const filter = filtering();
  const peek = peeking(signal);

  const find = occupationSearch({ id: 'map-find', refresh, chosen: ({ uri }) => choose(uri) });
  const wayFind = occupationSearch({ id: 'map-way', refresh, chosen: ({ uri }) => change({ [state().from ? 'to' : 'from']: nameOf(uri) }) });

  const state = () => stateOf(query(), points.value, { drawable, resume: !!resume() });
  const filtered = () => filter(points.value, state());
  const change = (/** @type {Record<string, any>} */ changes, replace = false) => go(withQuery({ page: null, ...changes }), { replace });
  const rowOf = (/** @type {string} */ name) => (name && points.value ? points.value.uri.findIndex((/** @type {string} */ uri) => nameOf(uri) === name) : -1);
  const labelOf = (/** @type {string} */ name) => points.value?.label[rowOf(name)] ?? name;
  const nearness = () => placed.value?.nearness ?? null;

  /** @param {string} uri */
  function pick(uri) {
    change({ pick: nameOf(uri) });
    stage?.flyTo(rowOf(nameOf(uri)));
  }

  /** Pick beside the map. @param {string} uri */
  function choose(uri) {
    pick(uri);
    reveal();
  }

  function toResume() {
    stage?.fly([placed.value.x, placed.value.y, 5]);
    reveal();
  }

  function load() {
    const now = state();
    if (loaded.points !== language()) {
      loaded.points = language();
      points.run(async (stop) => loadMap(await indexed(language()), stop));
    }
    if (loaded.placed !== resume()) {
      loaded.placed = resume();
      const held = resume();
      if (held) placed.run((stop) => ask('/v1/map/place', held, {}, stop));
      else placed.clear();
    }
    const ends = now.from && now.to ? `${now.from} ${now.to} ${language()}` : '';
    if (loaded.way !== ends) {
      loaded.way = ends;
      if (ends) way.run(async (stop) => get('/v1/map/path', { from: now.from, to: now.to, language: await indexed(language()) }, stop));
      else way.clear();
    }
    const wanted = now.ads ? `ads ${now.countries}` : '';
    if (loaded.ads !== wanted) {
      loaded.ads = wanted;
      if (wanted) ads.run((stop) => loadAds(now.countries, stop));
      else ads.clear();
    }
  }

  /** Bring the drawing to what the address says; called after each time the page was drawn. */
  function sync() {
    const { value: data } = points;
    const host = document.querySelector('.map-stage');
    if (!stage || !data || !(host instanceof HTMLElement)) return;
    const now = state();
    load();
    const { passing, key } = filtered();
    const theme = document.documentElement.dataset.theme;
    if (shown.points !== data) stage.show(data);
    const adsKey = ads.value ? `${loaded.ads} ${ads.pending}` : '';
    const colours = [now.colour, key, theme, adsKey, !!nearness()].join('/');
    if (shown.ads !== adsKey) stage.showAds(ads.value?.places ?? new Float32Array(0));
    if (shown.colours !== colours || shown.points !== data) {
      const values = palette(host);
      stage.paint(looks(data, now.colour, values, nearness(), passing), adLooks(ads.value?.count ?? 0, values), inks(host, now.colour === 'isco'));
    }
    const resumeAt = /** @type {[number, number] | null} */ (placed.value ? [placed.value.x, placed.value.y] : null);
    const marks = { picked: rowOf(now.picked), way: way.value?.rows ?? [], near: placed.value?.nearest ?? [], resume: resumeAt, area: corners(now.area), passing };
    stage.mark(marks);
    stage.lasso(lasso);
    shown = { colours, ads: adsKey, points: data };
  }

  const attach = (/** @type {Element | undefined} */ host) => {
    stage?.free();
    stage = null;
    if (!(host instanceof HTMLElement) || !points.value) return;
    stage = createStage(host, { hover: (hit) => void peek(hit, { data: points.value, nearness: nearness(), countries: state().countries }), pick: chosen, drawn: enclosed, moved, lost }, begin());
    if (!stage) {
      drawable = false;
      return queueMicrotask(refresh);
    }
    shown = { colours: '', ads: '', points: null };
    queueMicrotask(sync);
  };

  function lost() {
    drawable = false;
    refresh();
  }

  /** Where the map begins: as the address says, else at what is chosen, else whole. */
  function begin() {
    const { at, picked: name } = state();
    const row = rowOf(name);
    if (at.length === 3) return at;
    return row < 0 ? null : [points.value.places[2 * row], points.value.places[2 * row + 1], 6];
  }

  /** @param {number[]} camera */
  const moved = ([x, y, k]) => change({ at: [x.toFixed(3), y.toFixed(3), k.toFixed(2)].join(','), page: query().get('page') }, true);

  /** @param {[number, number][]} area */
  function enclosed(area) {
    lasso = false;
    change({ area: area.flat().map((value) => value.toFixed(3)).join(',') });
  }

  /** @param {{row: number, ad: number}} hit */
  async function chosen({ row, ad }) {
    if (row >= 0) return pick(points.value.uri[row]);
    const id = await adIdOf(ad, state().countries, signal).catch(() => undefined);
    if (id) go(to('/ads', { ad: id }));
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const pan = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] })[event.key];
    if (!stage || event.ctrlKey || event.metaKey || event.altKey) return;
    if (pan) stage.pan(pan[0], pan[1]);
    else if (event.key === '+' || event.key === '=') stage.closer(1.5);
    else if (event.key === '-') stage.closer(1 / 1.5);
    else if (event.key === '0') stage.whole();
    else if (event.key === 'Enter' && stage.middle() >= 0) return pick(points.value.uri[stage.middle()]);
    else return;
    event.preventDefault();
    said = points.value.label[stage.middle()] ?? '';
    refresh();
  }

  /** Escape hides the card beside the pointer and ends the lasso, wherever the focus is. @param {KeyboardEvent} event */
  function escape(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || !stage) return;
    stage.quiet();
    lasso = false;
    refresh();
  }

  function download() {
    const data = points.value;
    const rows = sorted(data, filtered().rows, state().order, nearness());
    save(new Blob(['\ufeff', csvOf(cells(data, rows, nearness()))], { type: 'text/csv' }), 'occupations.csv');
  }

  function side() {
    const data = points.value;
    const now = state();
    const row = rowOf(now.picked);
    return html`<div class="map-side">
      ${find.view(t('map.find'))}
      ${row >= 0 ? picked(data, row, nearness(), { close: () => change({ pick: null }), from: () => change({ from: now.picked, to: now.to === now.picked ? null : now.to || null }), to: () => change({ to: now.picked, from: now.from === now.picked ? null : now.from || null }) }) : nothing}
      ${now.from || now.to ? wayPart() : nothing}
      ${now.area.length ? listPart() : nothing}
      ${colourings(now.colour, data, !!resume(), (colour) => change({ colour }))}
      ${legend(now.colour, data, now.groups, (group) => change({ group: toggled(now.groups, group) }), nearness())}
      ${resumePart()}
      ${data.ads ? adsLayer(ads, { on: now.ads, countries: now.countries }, { toggle: (on) => change({ ads: on ? '1' : null }), country: (code) => change({ country: code || null }) }) : nothing}
      ${now.from || now.to ? nothing : wayPart()}
      ${now.area.length ? nothing : listPart()}
      <p class="small quiet">${t('map.about', { method: data.made.method.split(' ')[0], value: Math.round(100 * data.trustworthiness) })}</p>
    </div>`;
  }

  function listPart() {
    const data = points.value;
    const { rows, passing } = filtered();
    return html`<section class="stack-s" aria-labelledby="list">
      <h2 id="list">${t('map.list')}</h2>
      <p class="small quiet" role="status">${passing ? t('map.list.count', { count: rows.length }) : t('map.list.hint')}</p>
      ${passing ? html`<ul class="map-list">${rows.slice(0, 8).map((one) => html`<li><button class="linklike" type="button" lang=${data.language} @click=${() => choose(data.uri[one])}>${data.label[one]}</button></li>`)}</ul>
        <div class="actions">
          <button class="button small" type="button" @click=${download}>${t('map.export')}</button>
          <button class="button small plain" type="button" @click=${() => change({ view: 'table' })}>${t('map.list.table')}</button>
          <button class="button small plain" type="button" @click=${() => change({ area: null, q: null, group: null, in: null })}>${t('map.clear')}</button>
        </div>` : nothing}
    </section>`;
  }

  function wayPart() {
    const { from, to: goal } = state();
    return wayOf(way, { from: from && labelOf(from), to: goal && labelOf(goal) }, { search: wayFind.view, clear: () => change({ from: null, to: null }), pick: choose });
  }

  function resumePart() {
    if (!resume()) return html`<p class="small quiet">${t('map.resume.none')} <a href=${to('/')}>${t('map.resume.add')}</a></p>`;
    if (placed.error) return notice(placed.error, placed.again);
    if (!placed.value) return waiting(t('map.resume.waiting'));
    return html`<section class="stack-s" aria-labelledby="near">
      <div class="between"><h2 id="near">${t('map.resume')}</h2>
        <button class="linklike small" type="button" @click=${toResume}>${t('map.resume.go')}</button></div>
      <ol class="map-list" lang=${points.value.language}>${placed.value.nearest.map((/** @type {number} */ row) => html`<li><button class="linklike" type="button" @click=${() => choose(points.value.uri[row])}>${points.value.label[row]}</button></li>`)}</ol>
    </section>`;
  }

  const drawing = () => html`<div class="map-stage" ${ref(attach)}>
    <canvas class="map-points" aria-hidden="true"></canvas>
    <canvas class="map-labels" tabindex="0" role="application" aria-label=${t('map.canvas', { count: points.value.count })} aria-describedby="map-keys" @keydown=${key}></canvas>
    <p id="map-keys" class="map-keys small">${t('map.keys')}</p>
    <div class="map-peek" hidden></div>
    <div class="map-tools">
      ${tool('plus', 'map.closer', () => stage?.closer(1.6))}
      ${tool('minus', 'map.further', () => stage?.closer(1 / 1.6))}
      ${tool('whole', 'map.whole', () => stage?.whole())}
      <button class="map-tool" type="button" aria-pressed=${lasso} aria-label=${t('map.lasso')} title=${t('map.lasso')} @click=${() => { lasso = !lasso; refresh(); }}>${icon('lasso')}</button>
    </div>
    ${lasso ? html`<p class="map-hint" role="status">${t('map.lasso.hint')}</p>` : nothing}
    <p class="unseen" role="status" lang=${points.value.language}>${said}</p>
  </div>`;

  /** @param {string} shape @param {string} words @param {() => void} act */
  const tool = (shape, words, act) => html`<button class="map-tool" type="button" aria-label=${t(words)} title=${t(words)} @click=${act}>${icon(shape)}</button>`;

  function listing() {
    const now = state();
    const data = points.value;
    const { rows } = filtered();
    return html`<div class="map-table">
      ${drawable ? nothing : html`<div class="notice warn"><p class="notice-title">${t('map.nogl')}</p><p class="notice-detail">${t('map.nogl.more')}</p></div>`}
      ${filters(data, { text: now.text, groups: now.groups, collections: now.collections }, (changes) => change(changes, 'q' in changes))}
      <div class="between"><p role="status">${t('map.table.count', { count: rows.length, all: data.count })}${now.area.length ? html` · ${t('map.table.area')} <button class="linklike" type="button" @click=${() => change({ area: null })}>${t('map.clear')}</button>` : nothing}</p>
        <button class="button small plain" type="button" ?disabled=${!rows.length} @click=${download}>${t('map.export')}</button></div>
      ${table(data, { rows: sorted(data, rows, now.order, nearness()), order: now.order, page: now.page, nearness: nearness() }, { order: (sort) => change({ sort }), page: (page) => change({ page }) })}
    </div>`;
  }

  function body() {
    if (points.error) return notice(points.error, points.again);
    if (!points.value) return waiting(t('map.waiting'));
    return state().table ? listing() : html`<div class="map-both">${drawing()}${side()}</div>`;
  }

  load();
  signal.addEventListener('abort', () => stage?.free());
  document.addEventListener('keydown', escape, { signal });
  return {
    changed: load,
    view() {
      queueMicrotask(sync);
      const { table: asTable } = state();
      return html`<div class="map ${asTable ? 'as-table' : 'as-map'}">
        <div class="map-head">
          <h1 tabindex="-1">${t('map.title')}</h1>
          <div class="segments" role="group" aria-label=${t('map.view')}>
            <button class="segment" type="button" aria-pressed=${!asTable} ?disabled=${!drawable} @click=${() => change({ view: null })}>${t('map.view.map')}</button>
            <button class="segment" type="button" aria-pressed=${asTable} @click=${() => change({ view: 'table' })}>${t('map.view.table')}</button>
          </div>
        </div>
        ${body()}
      </div>`;
    },
  };
}

/** Scroll to the map where most of it lies above what was pressed, as on a phone. */
function reveal() {
  const host = document.querySelector('.map-stage');
  const box = host?.getBoundingClientRect();
  if (host && box && box.top < -box.height / 4) host.scrollIntoView();
}
