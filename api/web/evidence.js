// Why an occupation fits: skills with the words of the resume that show them. Shared by the pages Match and Gap.
import { html, nothing, svg } from './vendor/lit-html.js';
import { named, number, t } from './i18n.js';

/** @typedef {{total: number, found: number, named: number, missing: number, related: number, unknown: number, coverage: number | null}} Counts */

/** The order in which skills are drawn and told. */
const STATUSES = /** @type {const} */ (['found', 'related', 'missing', 'unknown']);

/**
 * One stroke for each skill, by status; the words beside it say the same.
 * @param {Counts} counts
 */
export function strokes(counts) {
  const kinds = STATUSES.flatMap((status) => Array(counts[status]).fill(status));
  return html`<svg class="strokes" viewBox="0 0 ${kinds.length * 4} 20" preserveAspectRatio="none" aria-hidden="true" focusable="false" .style=${`--count: ${kinds.length}`}>
    ${kinds.map((kind, place) => {
      const height = kind === 'unknown' ? 8 : 20;
      return svg`<rect class="stroke ${kind}" x=${place * 4} y=${20 - height} width="2.6" height=${height} />`;
    })}
  </svg>`;
}

/**
 * "3 of 7 essential skills found · 1 related · 3 not mentioned"
 * @param {Counts} counts
 * @param {'essential' | 'optional'} kind
 */
export const told = (counts, kind) => html`<p class="told num">
  <b>${t(`evidence.${kind}.found`, { found: counts.found, total: counts.total })}</b>
  ${STATUSES.slice(1).map((status) =>
    counts[status] ? html`<span class="status ${status}">${t(`evidence.${status}.count`, { count: counts[status] })}</span>` : nothing,
  )}
</p>`;

/** @typedef {{labels: string, quotes: string}} Spoken languages: of the labels of skills, and of the text that is quoted */

/** The languages of an answer, which follow the resume's. @param {any} answer @returns {Spoken} */
export const spokenIn = ({ language, resume }) => ({ labels: language, quotes: resume.language });

/** @param {any} mention @param {Spoken} spoken */
export const quoted = (mention, spoken) => html`<q class="quote" lang=${spoken.quotes}><mark>${mention.quote}</mark></q>`;

/**
 * A skill with what the text shows of it.
 * @param {any} skill
 * @param {Spoken} spoken
 * @param {unknown} [more] further facts
 */
export const skillLine = (skill, spoken, more = nothing) => html`<li class="skill ${skill.status}">
  <span class="skill-label" lang=${spoken.labels}>${skill.label}</span>
  <span class="chip ${CHIP[/** @type {keyof typeof CHIP} */ (skill.status)]}">${t(`evidence.${skill.status}`)}</span>
  ${more}
  ${skill.mentions.length
    ? html`<span class="skill-quotes">${distinct(skill.mentions).map((mention) => quoted(mention, spoken))}<span class="quiet small">${named('how', skill.mentions[0].how)}</span></span>`
    : nothing}
  ${skill.neighbour
    ? html`<span class="skill-quotes">${quoted(skill.neighbour.mention, spoken)}<span class="quiet small">${t(`evidence.relation.${skill.neighbour.relation}`, { label: skill.neighbour.label })}</span></span>`
    : nothing}
</li>`;

const CHIP = { found: 'good', related: '', missing: 'bad', unknown: 'quiet' };

/** The same words twice say no more than once. @param {any[]} mentions */
const distinct = (mentions) => [...new Map(mentions.map((mention) => [mention.quote.toLowerCase(), mention])).values()].slice(0, 3);

/**
 * A list of skills; those of which the text says nothing are folded away.
 * @param {any} coverage counts, with `skills`
 * @param {'essential' | 'optional'} kind
 * @param {Spoken} spoken
 */
export function skillsOf(coverage, kind, spoken) {
  const silent = coverage.skills.filter((/** @type {any} */ skill) => skill.status === 'unknown');
  const mentioned = coverage.skills.filter((/** @type {any} */ skill) => skill.status !== 'unknown');
  return html`<section class="stack-s">
    <h3>${t(`evidence.${kind}`)} <span class="quiet num">${number(coverage.total)}</span></h3>
    ${coverage.total ? told(coverage, kind) : html`<p class="quiet">${t('evidence.none')}</p>`}
    ${mentioned.length ? html`<ul class="skills">${mentioned.map((/** @type {any} */ skill) => skillLine(skill, spoken))}</ul>` : nothing}
    ${silent.length
      ? html`<details class="fold">
          <summary>${t('evidence.silent', { count: silent.length })}</summary>
          <p class="quiet small">${t('evidence.silent.why')}</p>
          <ul class="chips" lang=${spoken.labels}>${silent.map((/** @type {any} */ skill) => html`<li class="chip quiet">${skill.label}</li>`)}</ul>
        </details>`
      : nothing}
  </section>`;
}

/**
 * What each ranking adds to the score.
 * @param {Record<string, number>} parts
 * @param {number} score
 */
export function partsOf(parts, score) {
  const added = Object.entries(parts).filter(([, value]) => value > 0).sort(([, a], [, b]) => b - a);
  return html`<section class="stack-s">
    <h3>${t('evidence.parts')}</h3>
    <p class="quiet small">${t('evidence.parts.why')}</p>
    <dl class="parts num">
      ${added.map(
        ([name, value]) => html`<dt>${named('part', name)}</dt>
          <dd><svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-share" width=${(value / score) * 100} height="4" /></svg><span>${number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 })}</span></dd>`,
      )}
    </dl>
  </section>`;
}
