// Two to five people of a screening side by side.
import { html, nothing } from './vendor/lit-html.js';
import { gateChip, gateLanguage, titleOf, two } from './candidate-card.js';
import { named, t } from './i18n.js';

/**
 * @param {any} answer of GET /v1/screenings/{screening}/compare
 * @param {boolean} names
 * @param {(item: string, on: boolean) => void} mark
 */
export function compared({ candidates }, names, mark) {
  /** @type {Map<string, any>} name → gate of any of them */
  const gates = new Map(candidates.flatMap((/** @type {any} */ person) => person.result.gates).map((/** @type {any} */ gate) => [gate.name, gate]));
  const criteria = candidates[0].result.criteria.map((/** @type {any} */ item) => item.name);
  return html`<section class="panel stack-s" aria-labelledby="side">
    <h2 id="side">${t('screening.side')}</h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="side">
      <table class="compare num">
        <thead><tr><td></td>${candidates.map((/** @type {any} */ person) => html`<th scope="col">${titleOf(person, names)}
          <button class="linklike small" type="button" @click=${() => mark(person.item, false)}>${t('screening.side.out')}<span class="unseen"> ${person.item}</span></button></th>`)}</tr></thead>
        <tbody>
          ${row(t('screening.rank'), candidates, (person) => person.rank)}
          ${row(t('match.score'), candidates, (person) => two(person.result.score))}
          ${[...gates].map(([name, gate]) => row(html`<span lang=${gateLanguage(gate)}>${name}</span>`, candidates, (person) => gateOf(person, name)))}
          ${criteria.map((/** @type {string} */ name, /** @type {number} */ place) => row(named('criterion', candidates[0].result.criteria[place].kind), candidates, (person) => criterionOf(person, name)))}
          ${row(t('decision'), candidates, (person) => (person.decision === 'not decided' ? t('decision.none') : t(`decision.${person.decision}`)))}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** @param {unknown} title @param {any[]} candidates @param {(person: any) => unknown} cell */
const row = (title, candidates, cell) => html`<tr><th scope="row">${title}</th>${candidates.map((person) => html`<td>${cell(person)}</td>`)}</tr>`;

/** @param {any} person @param {string} name */
function gateOf(person, name) {
  const gate = person.result.gates.find((/** @type {any} */ item) => item.name === name);
  return gate ? html`${gateChip(gate.state)} ${gate.quotes[0] ? html`<q class="quote" lang=${person.result.language}><mark>${gate.quotes[0].quote}</mark></q>` : nothing}` : '–';
}

/** @param {any} person @param {string} name */
function criterionOf(person, name) {
  const criterion = person.result.criteria.find((/** @type {any} */ item) => item.name === name);
  return !criterion || criterion.value === null ? '–' : `${two(criterion.value)}${criterion.total ? ` (${criterion.found}\u00a0/\u00a0${criterion.total})` : ''}`;
}
