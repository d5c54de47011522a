// What the answers stand on, what the method can't do, and what happens to a resume.
import { html } from '../vendor/lit-html.js';
import { about } from '../api.js';
import { languageName, number, t } from '../i18n.js';
import { loader, notice, waiting } from '../parts.js';

/** @typedef {import('../router.js').Context} Context */

/** @param {Context} context */
export function open({ refresh, signal }) {
  const facts = loader(refresh, signal);
  facts.run(() => about(true)); // an index may have been built since the last look
  const known = () => {
    if (facts.error) return notice(facts.error, facts.again);
    return facts.value ? stands(facts.value) : waiting(t('about.waiting'));
  };
  return {
    view: () => html`<div class="about">
      <h1 tabindex="-1">${t('about.title')}</h1>
      <p class="lead">${t('about.lead')}</p>
      <div class="about-columns">
        <section class="panel stack" aria-labelledby="stands">
          <h2 id="stands">${t('about.stands')}</h2>
          ${known()}
        </section>
        <section class="panel stack" aria-labelledby="privacy">
          <h2 id="privacy">${t('about.privacy')}</h2>
          ${points('about.privacy', 5)}
        </section>
        <section class="panel stack" aria-labelledby="limits">
          <h2 id="limits">${t('about.limits')}</h2>
          ${points('about.limits', 6)}
        </section>
      </div>
    </div>`,
  };
}

/** @param {any} facts what GET /v1/about answers */
function stands(facts) {
  const { provenance, counts } = facts;
  return html`<dl class="facts num">
      ${fact('esco', `ESCO ${provenance.esco_version}`)}
      ${fact('model', html`<code>${provenance.model}</code>`)}
      ${fact('generation', number(provenance.generation))}
      ${fact('languages', facts.languages.map(languageName).join(', '))}
      ${fact('occupations', number(counts.occupations))}
      ${fact('skills', number(counts.skills))}
      ${fact('ads', counts.ads ? number(counts.ads) : t('about.ads.none'))}
      ${fact('upload', t('about.upload.mb', { mb: facts.max_upload_mb }))}
      ${fact('version', facts.version)}
    </dl>
    <p lang="en">${provenance.attribution}</p>
    <p><a href="https://esco.ec.europa.eu/">${t('about.esco.link')}</a> · <a href="/openapi.json">${t('about.api')}</a></p>`;
}

/** @param {string} name @param {unknown} value */
const fact = (name, value) => html`<dt>${t(`about.${name}`)}</dt><dd>${value}</dd>`;

/** @param {string} key @param {number} count */
const points = (key, count) => html`<ul class="points">
  ${Array.from({ length: count }, (_, place) => html`<li>${t(`${key}.${place + 1}`)}</li>`)}
</ul>`;
