// One person of a screening: gates, criteria, quotes, and the decision that somebody makes.
import { html, live, nothing } from './vendor/lit-html.js';
import { firstLanguage } from './api.js';
import { date, named, number, t } from './i18n.js';
import { bar, notice } from './parts.js';

export const DECISIONS = ['invite', 'hold', 'decline'];
const STATUS = { running: '', finished: 'good', failed: 'bad' };
const GATE = { pass: 'good', unknown: 'quiet', fail: 'bad' };

/** @param {string} state pass, unknown or fail */
export const gateChip = (state) => html`<span class="chip ${GATE[/** @type {keyof typeof GATE} */ (state)]}">${named('gate', state)}</span>`;

/** @param {string} status running, finished or failed */
export const statusChip = (status) => html`<span class="chip ${STATUS[/** @type {keyof typeof STATUS} */ (status)] ?? ''}">${named('screening.status', status)}</span>`;

/** How much of a screening has been read, 0 to 1. @param {{total: number, done: number, broken: number}} screening */
export const readShare = ({ total, done, broken }) => (total ? (done + broken) / total : 0);

/** Whose resume it is: the file's name where names are shown, else its number. @param {any} person @param {boolean} names */
export const titleOf = (person, names) => (names && person.name) || t('screening.person', { item: person.item });

/** The language of a job's name; unknown of what an employer wrote. @param {any} screening */
export const jobLanguage = (screening) => (screening.job_kind === 'occupation' && firstLanguage()) || nothing;

/** The language of a gate's name: a skill's label, or words of ours. @param {any} gate */
export const gateLanguage = ({ kind }) => (kind.startsWith('must') ? firstLanguage() || nothing : 'en');

/** @param {number} value 0 to 1 */
export const two = (value) => number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** @typedef {import('./parts.js').Loader | undefined} Deciding the decision that is on its way, or was */

/**
 * @param {any} person of GET /v1/screenings/{screening}
 * @param {{names: boolean, decide: (item: string, form: HTMLFormElement) => void, deciding: Deciding, marked: boolean, mark: (item: string, on: boolean) => void, full: boolean}} options
 */
export function candidateCard(person, { names, decide, deciding, marked, mark, full }) {
  const { result } = person;
  const id = `person-${person.item}`;
  return html`<article class="card match person" aria-labelledby=${id}>
    <p class="rank num" aria-hidden="true">${number(person.rank)}</p>
    <div class="match-body">
      <header class="match-head">
        <div>
          <h3 id=${id}><span class="unseen">${person.rank}. </span>${titleOf(person, names)}</h3>
          <p class="chips">${gateChip(result.gate)} ${person.decision === 'not decided' ? nothing : html`<span class="chip">${t(`decision.${person.decision}`)}</span>`}
            ${person.copies.map((/** @type {any} */ copy) => html`<span class="chip quiet wrap" title=${copy.item}>${t('screening.copy')} <span lang="en">(${copy.why})</span></span>`)}</p>
        </div>
        <label class="box inline small"><input type="checkbox" .checked=${live(marked)} ?disabled=${full} @change=${(/** @type {Event} */ event) => mark(person.item, /** @type {HTMLInputElement} */ (event.target).checked)} /><span>${t('screening.compare')}<span class="unseen"> ${person.item}</span></span></label>
      </header>
      <dl class="measures num"><div><dt>${t('match.score')}</dt><dd>${two(result.score)} ${bar(result.score)}</dd></div></dl>
      ${result.gates.length ? html`<ul class="skills">${result.gates.map((/** @type {any} */ item) => gate(item, result.language))}</ul>` : nothing}
      <details class="fold"><summary>${t('screening.criteria')}</summary><ul class="skills">${result.criteria.map((/** @type {any} */ item) => criterion(item, result.language))}</ul></details>
      ${person.decisions.length ? html`<ul class="points small">${person.decisions.map((/** @type {any} */ made) => html`<li><b>${t(`decision.${made.decision}`)}</b>: ${made.reason} <span class="quiet">${made.decided_at ? date(made.decided_at) : ''}</span></li>`)}</ul>` : nothing}
      ${decision(person.item, decide, deciding)}
    </div>
  </article>`;
}

/** @param {any} item @param {string} language  of the resume */
const gate = (item, language) => html`<li class="skill">
  <span class="skill-label"><span class="quiet">${named('gate.kind', item.kind)}</span> <span lang=${gateLanguage(item)}>${item.name}</span></span>${gateChip(item.state)}
  ${quotes(item.quotes, language)}
</li>`;

/** @param {any} item @param {string} language  of the resume */
const criterion = (item, language) => html`<li class="skill">
  <span class="skill-label">${named('criterion', item.kind)}</span>
  <span class="num small">${item.value === null ? '–' : two(item.value)}${item.total ? ` · ${t('screening.found', item)}` : ''} · ${t('screening.weight', { weight: item.weight })}</span>
  ${item.skills.map((/** @type {any} */ skill) => html`<span class="skill-more"><span lang=${firstLanguage() || nothing}>${skill.label}</span> <span class="quiet">(${t(`evidence.${skill.status}`)})</span> ${quotes(skill.quotes, language)}</span>`)}
</li>`;

/** @param {any[]} list @param {string} language */
const quotes = (list, language) => (list.length ? html`<span class="skill-quotes">${list.slice(0, 3).map((item) => html`<q class="quote" lang=${language}><mark>${item.quote}</mark></q>`)}</span>` : nothing);

/** @param {string} item @param {(item: string, form: HTMLFormElement) => void} decide @param {Deciding} deciding */
function decision(item, decide, deciding) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    decide(item, /** @type {HTMLFormElement} */ (event.target));
  };
  return html`<details class="fold"><summary>${t('decision.make')}<span class="unseen"> ${item}</span></summary>
    <form class="decision" @submit=${submit}>
      <label class="field"><span>${t('decision')}</span><select name="decision" required>${DECISIONS.map((name) => html`<option value=${name}>${t(`decision.${name}`)}</option>`)}</select></label>
      <label class="field"><span>${t('decision.reason')}</span><input name="reason" required maxlength="500" pattern=".*\\S.*" autocomplete="off" /></label>
      <button class="button small" type="submit" ?disabled=${deciding?.pending}>${t('decision.record')}</button>
      ${deciding?.error ? notice(deciding.error, deciding.again) : nothing}
      <p class="small quiet" role="status">${deciding?.value ? t('decision.recorded') : nothing}</p>
    </form>
  </details>`;
}
