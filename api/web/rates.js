// Selection rates of a screening by groups that somebody names: read, counted by the service, and kept nowhere.
import { html, nothing } from './vendor/lit-html.js';
import { Problem, post } from './api.js';
import { chosenFiles } from './drop.js';
import { number, percent, t } from './i18n.js';
import { loader, notice, waiting } from './parts.js';

/** What counts as selected, by name. @type {Record<string, string[]>} */
const SELECTED = { invite: ['invite'], considered: ['invite', 'hold'] };

/**
 * @param {string} path of the screening
 * @param {() => void} refresh
 * @param {AbortSignal} left
 * @returns {{view: () => unknown, clear: () => void}} `clear` forgets the rates: something was decided since
 */
export function selectionRates(path, refresh, left) {
  const rates = loader(refresh, left);
  let by = 'invite';

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    rates.clear();
    void rates.run(() => {
      const given = new FormData(form);
      const top = given.get('selected') === 'top' ? Number(given.get('top')) : undefined;
      const selected = SELECTED[String(given.get('selected'))];
      return post(`${path}/rates`, { groups: groupsOf(String(given.get('groups'))), selected, top }); // undefined is not sent
    });
  }

  /** @param {HTMLFormElement | null} form @param {File | undefined} file */
  async function read(form, file) {
    if (form && file) form.groups.value = decoded(await file.arrayBuffer());
  }
  /** @param {Event} event */
  const chosen = (event) => void read(/** @type {HTMLInputElement} */ (event.target).form, chosenFiles(event)[0]);
  /** @param {import('./drop.js').Files} event */
  const dropped = ({ target, detail }) => void read(/** @type {HTMLFormElement} */ (target), detail.files[0]);

  const view = () => html`<section class="panel stack-s" aria-labelledby="rates">
    <h2 id="rates">${t('rates.title')}</h2>
    <p class="small quiet">${t('rates.why')}</p>
    <details class="fold"><summary>${t('rates.open')}</summary>
      <form class="stack rates-form" data-files @files=${dropped} @submit=${submit}>
        <label class="field"><span>${t('rates.groups')}</span><textarea class="few" name="groups" required maxlength="1000000" autocomplete="off" spellcheck="false" placeholder=${t('rates.groups.example')} aria-describedby="rates-groups"></textarea></label>
        <p id="rates-groups" class="small quiet">${t('rates.groups.hint')}</p>
        <p class="actions">
          <input class="unseen" id="rates-file" type="file" accept=".csv,.tsv,.txt,text/csv" @change=${chosen} />
          <label class="button plain small" for="rates-file">${t('rates.file')}</label>
        </p>
        <div class="rates-ask">
          <label class="field"><span>${t('rates.selected')}</span><select name="selected" @change=${(/** @type {any} */ event) => { by = event.target.value; refresh(); }}>${[...Object.keys(SELECTED), 'top'].map((name) => html`<option value=${name}>${t(`rates.selected.${name}`)}</option>`)}</select></label>
          ${by === 'top' ? html`<label class="field"><span>${t('rates.top')}</span><input name="top" type="number" min="1" value="10" required /></label>` : nothing}
          <button class="button small" type="submit" ?disabled=${rates.pending}>${t('rates.count')}</button>
        </div>
      </form>
      ${rates.pending ? waiting(t('rates.waiting')) : nothing}
      ${rates.error ? notice(rates.error, rates.again) : nothing}
      ${rates.value ? counted(rates.value) : nothing}
    </details>
  </section>`;

  return { view, clear: rates.clear };
}

/** @param {any} answer of POST /v1/screenings/{screening}/rates */
function counted({ groups, without_group: without, unknown_lines: unknown }) {
  const low = groups.filter((/** @type {any} */ rate) => rate.flagged).map((/** @type {any} */ rate) => rate.group);
  return html`
    <p class="small" role="status">${t('rates.counted', { count: groups.length })} ${low.length ? html`<b>${t('rates.low', { groups: low.join(', ') })}</b>` : nothing} ${without ? t('rates.without', { count: without }) : nothing} ${unknown ? t('rates.unknown', { count: unknown }) : nothing}</p>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="rates">
      <table class="compare rates num">
        <thead><tr>${['group', 'people', 'rate', 'ratio', 'p'].map((name) => html`<th scope="col">${t(`rates.${name}`)}</th>`)}<th scope="col">${t('rates.note')}</th></tr></thead>
        <tbody>${groups.map(row)}</tbody>
      </table>
    </div>
    <p class="small quiet rates-sign">${t('rates.sign')}</p>`;
}

/** @param {any} rate of one group */
const row = ({ group, total, selected, rate, ratio, p, flagged, small }) => html`<tr>
  <th scope="row">${group}</th>
  <td>${t('rates.of', { selected, total })}</td>
  <td>${percent(rate)}</td>
  <td>${ratio === null ? '–' : three(ratio)}</td>
  <td>${p === null ? '–' : p < 0.001 ? `< ${three(0.001)}` : three(p)}</td>
  <td><span class="chips">${flagged ? html`<span class="chip bad">${t('rates.flagged')}</span>` : nothing}${small ? html`<span class="chip warn">${t('rates.small')}</span>` : nothing}</span></td>
</tr>`;

/** Two digits would make 0.797 four fifths. @param {number} value */
const three = (value) => number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** Spreadsheets write UTF-8, or the encoding of the system. @param {ArrayBuffer} bytes */
function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** One cell and what ends it; one in quotes may hold anything, its own quotes doubled. */
const CELL = /(?:"((?:[^"]|"")*)"|([^,;\t\r\n]*)) *(,|;|\t|\r\n|\r|\n|$)/g;

/** @param {string} text of a table @returns {string[][]} */
function linesOf(text) {
  /** @type {string[][]} */
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(CELL)) {
    lines[lines.length - 1].push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (!end) break;
    if (/[\r\n]/.test(end)) lines.push([]);
  }
  return lines;
}

/**
 * Resume → group, from a table of two columns. Throws Problem for a line that is none, and for a resume in two groups.
 * @param {string} text
 */
export function groupsOf(text) {
  /** @type {Map<string, string>} */
  const groups = new Map();
  for (const [place, cells] of linesOf(text).entries()) {
    if (cells.every((cell) => !cell)) continue;
    const [resume, group] = cells;
    if (cells.length !== 2 || !resume || !group) throw new Problem({ type: 'no-pair', status: 422, title: `line ${place + 1}: ${cells.join(', ')}`.slice(0, 200) });
    if ((groups.get(resume) ?? group) !== group) throw new Problem({ type: 'two-groups', status: 422, title: `${resume}: ${groups.get(resume)}, ${group}` });
    groups.set(resume, group);
  }
  return Object.fromEntries(groups);
}
