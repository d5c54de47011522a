// One occupation: what ESCO says of it, what is near it and why, what a change takes, and who is hiring.
import { html, live, nothing } from '../vendor/lit-html.js';
import { get, indexed, labelled } from '../api.js';
import { country, date, language, named, number, percent, t } from '../i18n.js';
import { bar, empty, icon, loader, notice, regulatedOf, waiting } from '../parts.js';
import { resume } from '../resume.js';
import { go, nameOf, to, toOccupation, withQuery } from '../router.js';
import { occupationSearch } from '../search.js';

/** @typedef {import('../router.js').Context} Context */

const NEAR = 12;
/** skills of a list before it is unfolded: of a comparison, and of the occupation itself */
const SHOWN = 16;
const MANY = 24;
const BY = ['all', 'text', 'skills', 'ads'];

/** @param {Context} context */
export function open({ params, query, refresh, signal }) {
  const path = `/v1/occupations/${encodeURIComponent(params.name)}`;
  const occupation = loader(refresh, signal);
  const near = loader(refresh, signal);
  const change = loader(refresh, signal);
  const asked = { occupation: '', near: '', change: '' };
  const target = occupationSearch({
    id: 'target',
    refresh,
    chosen: ({ uri }) => {
      go(withQuery({ to: nameOf(uri) }));
      document.getElementById('change')?.focus();
    },
  });

  const by = () => (BY.includes(query().get('by') ?? '') ? /** @type {string} */ (query().get('by')) : 'all');

  /** @param {keyof typeof asked} what @param {string} key @param {() => void} job */
  function once(what, key, job) {
    if (asked[what] === key) return;
    asked[what] = key;
    job();
  }

  function changed() {
    const shown = language();
    once('occupation', shown, () => void occupation.run(async (left) => get(path, { language: await indexed(shown) }, left)));
    once('near', `${shown} ${by()}`, () =>
      void near.run(async (left) => get(`${path}/neighbours`, { by: by(), top: NEAR, language: await indexed(shown) }, left)));
    const goal = query().get('to');
    once('change', goal ? `${shown} ${goal}` : '', () => {
      if (!goal) return change.clear();
      void change.run(async (left) => get(`${path}/transition`, { to: goal, language: await indexed(shown) }, left));
    });
  }

  /** The concept's own texts come in every indexed language. @param {Record<string, any>} texts */
  const bestLanguage = (texts) => [language(), 'en', ...Object.keys(texts)].find((tag) => tag in texts) ?? '';
  /** @param {Record<string, any>} texts */
  const best = (texts) => texts[bestLanguage(texts)];
  /** The language of what the API names for us. */
  const labels = () => labelled(language());
  const name = () => (occupation.value ? best(occupation.value.preferred) : '');

  function view() {
    if (occupation.error) return html`<h1 tabindex="-1">${t('page.occupation')}</h1>${failed(occupation)}`;
    if (!occupation.value) return html`<h1 tabindex="-1">${t('page.occupation')}</h1>${waiting(t('occupation.waiting'))}`;
    const facts = occupation.value;
    return html`<div class="occupation">
      ${head(facts)}
      <div class="occupation-columns">
        <div class="stack-l">
          ${skills('essential', facts.essential)} ${skills('optional', facts.optional)} ${neighbours()} ${transition()}
        </div>
        <aside class="stack" aria-label=${t('occupation.facts')}>${demand(facts.demand, to('/ads', { q: best(facts.preferred) ?? params.name, occupations: facts.uri }))} ${particulars(facts)}</aside>
      </div>
    </div>`;
  }

  /** @param {{error: any, again: () => void}} load */
  const failed = ({ error, again }) => html`${notice(error, again)}
    ${error.suggestions?.length
      ? html`<p>${t('occupation.nearest')}</p><ul class="chips">${error.suggestions.map((/** @type {string} */ label) => html`<li><a class="chip" href=${to(`/occupations/${encodeURIComponent(label)}`)}>${label}</a></li>`)}</ul>`
      : nothing}`;

  /** @param {any} facts */
  const head = (facts) => html`<header class="occupation-head stack-s">
    <nav aria-label=${t('occupation.place')}>
      <ol class="crumbs small" lang=${labels()}>
        ${[...facts.isco_path, ...facts.parents.filter((/** @type {any} */ parent) => parent.code?.includes('.'))].map(
          (/** @type {any} */ group) => html`<li><span class="quiet num">${group.code}</span> ${group.code.includes('.') ? html`<a href=${toOccupation(group.uri)}>${group.label}</a>` : html`<a href=${to('/', { isco: group.code })}>${group.label}</a>`}</li>`,
        )}
      </ol>
    </nav>
    <h1 tabindex="-1" class="capital" lang=${bestLanguage(facts.preferred)}>${name()}</h1>
    <p class="chips"><span class="chip quiet">${facts.code}</span>${regulatedOf(facts.regulated)}
      ${[...new Set([...facts.collections, ...facts.derived_collections])].map((collection) => html`<span class="chip quiet">${named('collection', collection)}</span>`)}</p>
    <p class="lead" lang=${bestLanguage(facts.description)}>${best(facts.description)}</p>
    ${best(facts.scope_note) ? html`<p class="quiet" lang=${bestLanguage(facts.scope_note)}>${best(facts.scope_note)}</p>` : nothing}
    <p class="actions">
      <a class="button" href=${to('/gap', { to: params.name })}>${resume() ? t('occupation.gap.mine') : t('occupation.gap')} ${icon('arrow')}</a>
      <a class="button plain" href=${to('/map', { pick: nameOf(facts.uri) })}>${t('occupation.map')}</a>
      <a class="button plain" href=${facts.uri} rel="noreferrer">${t('occupation.esco')} ${icon('out')}</a>
    </p>
  </header>`;

  /** @param {'essential' | 'optional'} kind @param {any[]} list */
  function skills(kind, list) {
    const knowledge = list.filter((skill) => skill.skill_type === 'knowledge');
    const doing = list.filter((skill) => skill.skill_type !== 'knowledge');
    return html`<section class="panel stack-s" aria-labelledby=${kind}>
      <h2 id=${kind}>${t(`evidence.${kind}`)} <span class="quiet num">${number(list.length)}</span></h2>
      ${list.length ? nothing : html`<p class="quiet">${t('evidence.none')}</p>`}
      ${doing.length ? html`<h3 class="minor">${t('occupation.skills')}</h3>${links(doing)}` : nothing}
      ${knowledge.length ? html`<h3 class="minor">${t('occupation.knowledge')}</h3>${links(knowledge)}` : nothing}
    </section>`;
  }

  /** @param {any[]} list */
  const links = (list) => html`${columns(list.slice(0, MANY))}
    ${list.length > MANY ? html`<details class="fold"><summary>${t('filters.more', { count: list.length - MANY })}</summary>${columns(list.slice(MANY))}</details>` : nothing}`;

  /** @param {any[]} list */
  const columns = (list) => html`<ul class="columns" lang=${labels()}>${list.map((skill) => html`<li><a href=${skill.uri} rel="noreferrer">${skill.label}</a></li>`)}</ul>`;

  function neighbours() {
    return html`<section class="panel stack-s" aria-labelledby="near">
      <h2 id="near">${t('occupation.near')}</h2>
      <fieldset class="choice"><legend class="unseen">${t('occupation.by')}</legend>
        ${BY.map((kind) => html`<label><input type="radio" name="by" .checked=${live(kind === by())} @change=${() => go(withQuery({ by: kind === 'all' ? null : kind }), { replace: true })} /><span>${t(`occupation.by.${kind}`)}</span></label>`)}
      </fieldset>
      ${near.error ? notice(near.error, near.again) : nothing}
      ${near.value ? html`<ol class="near">${near.value.neighbours.map(neighbour)}</ol>` : nothing}
      ${near.pending && !near.value ? waiting(t('occupation.near.waiting')) : nothing}
      ${near.value && !near.value.neighbours.length ? empty(t('occupation.near.none')) : nothing}
    </section>`;
  }

  /** @param {any} item */
  const neighbour = ({ rank, score, occupation: other, reasons, regulated, demand: wanted }) => html`<li>
    <div class="near-head">
      <a class="near-name capital" href=${toOccupation(other.uri)} lang=${labels()}>${other.label}</a>
      <span class="near-score num">${number(score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${bar(score)}</span>
    </div>
    <p class="small quiet">
      ${t('occupation.shared', { essential: reasons.shared_essential.length, optional: reasons.shared_optional.length })}
      ${reasons.common_group ? html`· ${t('occupation.both', { group: reasons.common_group.label })}` : nothing}
      ${wanted ? html`· ${number(wanted.declared)} ${t('demand.ads', { count: wanted.declared })}` : nothing}
      ${regulated === 'yes' ? html`· ${t('regulated.yes')}` : nothing}
    </p>
    ${reasons.only_second.length
      ? html`<p class="chips small"><span class="quiet">${t('occupation.beyond')}</span>${reasons.only_second.slice(0, 4).map((/** @type {any} */ skill) => html`<span class="chip quiet" lang=${labels()}>${skill.label}</span>`)}
          ${reasons.only_second.length > 4 ? html`<span class="quiet">${t('filters.more', { count: reasons.only_second.length - 4 })}</span>` : nothing}</p>`
      : nothing}
    <a class="small" href=${withQuery({ to: nameOf(other.uri) })} @click=${toChange}>${t('occupation.change.takes')}<span class="unseen">: <span lang=${labels()}>${other.label}</span></span></a>
  </li>`;

  /** The answer is shown further down: go there. @param {MouseEvent} event */
  function toChange(event) {
    event.preventDefault();
    go(/** @type {HTMLAnchorElement} */ (event.currentTarget).href);
    document.getElementById('change')?.focus();
  }

  function transition() {
    return html`<section class="panel stack" aria-labelledby="change">
      <h2 id="change" tabindex="-1">${t('occupation.change')}</h2>
      ${target.view(t('occupation.change.choose'))}
      <div role="status">${change.pending ? t('occupation.change.waiting') : nothing}</div>
      ${change.error ? failed(change) : nothing}
      ${change.value ? changeTo(change.value) : nothing}
    </section>`;
  }

  /** @param {any} facts of GET …/transition */
  const changeTo = (facts) => html`<div class="stack">
    <p class="change-way" lang=${labels()}><span class="capital">${facts.start.occupation.label}</span> ${icon('arrow')} <a class="capital" href=${toOccupation(facts.target.occupation.uri)}>${facts.target.occupation.label}</a></p>
    <dl class="tiles num">
      ${tile(t('change.has'), facts.has === null ? '–' : percent(facts.has), bar(facts.has))}
      ${tile(t('change.may'), facts.may_have === null ? '–' : percent(facts.may_have), bar(facts.may_have))}
      ${tile(t('change.level'), facts.skill_level_step === null ? '–' : number(facts.skill_level_step, { signDisplay: 'exceptZero' }))}
      ${facts.target.demand ? tile(t('change.ads'), number(facts.target.demand.declared)) : nothing}
    </dl>
    ${facts.warnings.length ? html`<div class="notice warn"><ul lang="en">${facts.warnings.map((/** @type {string} */ warning) => html`<li>${warning}</li>`)}</ul></div>` : nothing}
    ${skillsNamed('change.missing', facts.reasons.only_second)} ${skillsNamed('change.shared', facts.reasons.shared_essential)}
  </div>`;

  /** @param {string} words @param {string} value @param {unknown} [picture] */
  const tile = (words, value, picture = nothing) => html`<div><dt>${words}</dt><dd>${value}${picture}</dd></div>`;

  /** @param {string} key @param {any[]} list */
  const skillsNamed = (key, list) => html`<div class="stack-s"><h3>${t(key)} <span class="quiet num">${number(list.length)}</span></h3>
    ${list.length ? chips(list.slice(0, SHOWN)) : html`<p class="quiet">${t('change.none')}</p>`}
    ${list.length > SHOWN ? html`<details class="fold"><summary>${t('filters.more', { count: list.length - SHOWN })}</summary>${chips(list.slice(SHOWN))}</details>` : nothing}</div>`;

  /** @param {any[]} list */
  const chips = (list) => html`<ul class="chips" lang=${labels()}>${list.map((skill) => html`<li class="chip">${skill.label}</li>`)}</ul>`;

  /** @param {any} wanted @param {string} ads address of its job ads */
  function demand(wanted, ads) {
    if (!wanted) return nothing;
    const countries = Object.entries(wanted.countries);
    const most = Math.max(1, ...countries.map(([, count]) => Number(count)));
    return html`<section class="panel stack-s" aria-labelledby="demand">
      <h2 id="demand" class="small-title">${t('occupation.demand')}</h2>
      <p><b class="big num">${number(wanted.declared)}</b> ${t('demand.ads', { count: wanted.declared })}</p>
      ${wanted.predicted ? html`<p class="small quiet">${t('demand.predicted', { count: wanted.predicted })}</p>` : nothing}
      ${countries.length
        ? html`<dl class="ranks num">${countries.map(([code, count]) => html`<dt>${country(code)}</dt><dd>${bar(Number(count) / most)}<span>${number(Number(count))}</span></dd>`)}</dl>`
        : nothing}
      ${wanted.declared || wanted.predicted ? html`<p><a href=${ads}>${t('occupation.ads')}</a></p>` : nothing}
    </section>`;
  }

  /** @param {any} facts */
  const particulars = (facts) => html`<section class="panel stack" aria-labelledby="names">
    <h2 id="names" class="small-title">${t('occupation.names')}</h2>
    ${(best(facts.alternatives) ?? []).length
      ? html`<ul class="chips" lang=${bestLanguage(facts.alternatives)}>${best(facts.alternatives).map((/** @type {string} */ label) => html`<li class="chip quiet">${label}</li>`)}</ul>`
      : html`<p class="quiet small">${t('occupation.names.none')}</p>`}
    <dl class="facts narrow small">
      <dt>URI</dt><dd><code>${facts.uri}</code></dd>
      ${facts.nace.length ? html`<dt>NACE</dt><dd class="num">${facts.nace.join(', ')}</dd>` : nothing}
      ${facts.modified ? html`<dt>${t('occupation.modified')}</dt><dd>${date(facts.modified)}</dd>` : nothing}
      <dt>ESCO</dt><dd>${facts.provenance.esco_version}</dd>
    </dl>
  </section>`;

  changed();
  return { changed, title: () => name() || t('page.occupation'), view };
}
