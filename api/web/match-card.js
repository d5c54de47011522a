// One occupation that fits, as a card.
import { html, nothing } from './vendor/lit-html.js';
import { partsOf, quoted, skillsOf, strokes, told } from './evidence.js';
import { named, number, percent, t } from './i18n.js';
import { bar, demandOf, icon, regulatedOf } from './parts.js';
import { nameOf, to, toOccupation } from './router.js';

/** @param {number} confidence a probability, in words */
const inWords = (confidence) => t(`confidence.${confidence >= 0.6 ? 'likely' : confidence >= 0.3 ? 'plausible' : confidence >= 0.1 ? 'possible' : 'doubtful'}`);

/**
 * @param {any} match of POST /v1/match
 * @param {{opened: boolean, toggle: () => void, spoken: import('./evidence.js').Spoken, actions?: unknown}} options
 */
export function matchCard(match, { opened, toggle, spoken, actions = nothing }) {
  const id = `match-${match.rank}`;
  return html`<article class="card match ${match.accepted ? 'accepted' : ''}" aria-labelledby=${id}>
    <p class="rank num" aria-hidden="true">${number(match.rank)}</p>
    <div class="match-body">
      <header class="match-head">
        <div>
          <h2 id=${id}><span class="unseen">${match.rank}. </span><a href=${toOccupation(match.uri)} lang=${match.label_language || nothing}>${match.label}</a></h2>
          <p class="chips">
            <span class="quiet small num">${match.code}</span>
            ${match.accepted ? html`<span class="chip good">${t('steering.accepted')}</span>` : nothing}
            ${match.rank_by_score === match.rank ? nothing : html`<span class="chip quiet">${t('match.by.score', { rank: match.rank_by_score })}</span>`}
            ${match.level.skill_level ? html`<span class="chip quiet">${t('level', { level: match.level.skill_level })}</span>` : nothing}
            ${match.level.role === 'does' ? nothing : html`<span class="chip quiet">${named('role', match.level.role)}</span>`}
            ${match.regulated === 'yes' ? regulatedOf('yes') : nothing}
            ${match.collections.map((/** @type {string} */ name) => html`<span class="chip quiet">${named('collection', name)}</span>`)}
          </p>
        </div>
        ${actions}
      </header>
      ${measures(match)}
      ${match.evidence ? shown(match.evidence, spoken) : nothing}
      ${demandOf(match.demand)}
      <div class="actions">
        ${match.evidence
          ? html`<button class="button plain small" type="button" aria-expanded=${opened} aria-controls="${id}-why" @click=${toggle}>${t(opened ? 'match.why.less' : 'match.why')}</button>`
          : nothing}
        <a class="button plain small" href=${to('/gap', { to: nameOf(match.uri) })}>${t('match.gap')} ${icon('arrow')}</a>
      </div>
      <div id="${id}-why" class="why" ?hidden=${!opened}>
        ${opened && match.evidence
          ? html`<div class="why-skills">${skillsOf(match.evidence.essential, 'essential', spoken)}${skillsOf(match.evidence.optional, 'optional', spoken)}</div>
              ${partsOf(match.evidence.parts, match.score)}`
          : nothing}
      </div>
    </div>
  </article>`;
}

/** @param {any} match */
const measures = ({ score, confidence }) => html`<dl class="measures num">
  <div><dt>${t('match.score')}</dt><dd>${number(score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${bar(score)}</dd></div>
  <div><dt>${t('match.confidence')}</dt>
    <dd>${confidence === null ? html`<span class="quiet">${t('confidence.none')}</span>` : html`${percent(confidence)} <span class="words">${inWords(confidence)}</span>`}</dd></div>
</dl>`;

/** The strokes, and up to three quotes. @param {any} evidence @param {import('./evidence.js').Spoken} spoken */
function shown({ essential, optional }, spoken) {
  const quotes = [...essential.skills, ...optional.skills]
    .filter((skill) => skill.status === 'found')
    .map((skill) => ({ label: skill.label, mention: skill.mentions[0] }))
    .sort((a, b) => b.mention.score - a.mention.score)
    .slice(0, 3);
  return html`<div class="shown">
    ${essential.total ? html`${strokes(essential)}${told(essential, 'essential')}` : nothing}
    ${optional.found ? html`<p class="told num">${t('evidence.optional.found', { found: optional.found, total: optional.total })}</p>` : nothing}
    ${quotes.length
      ? html`<ul class="quotes">${quotes.map(({ label, mention }) => html`<li>${quoted(mention, spoken)} <span class="quiet small" lang=${spoken.labels}>${label}</span></li>`)}</ul>`
      : nothing}
  </div>`;
}
