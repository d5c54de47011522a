// What lies between the resume and one occupation: what is shown, what is open, and what needs less.
import { html, nothing } from '../vendor/lit-html.js';
import { ask, put } from '../api.js';
import { save } from '../download.js';
import { skillLine, spokenIn, strokes, told } from '../evidence.js';
import { language, number, percent, t } from '../i18n.js';
import { held, intake } from '../intake.js';
import { bar, empty, focusResult, icon, loader, notice, waiting } from '../parts.js';
import { onResume, resume } from '../resume.js';
import { go, nameOf, toOccupation, withQuery } from '../router.js';
import { occupationSearch } from '../search.js';

/** @typedef {import('../router.js').Context} Context */

/** The last answer, so that a step back shows it at once. */
const kept = { /** @type {unknown} */ resume: null, to: '', /** @type {any} */ answer: null };

onResume(() => Object.assign(kept, { resume: null, to: '', answer: null }));

/** @param {Context} context */
export function open({ query, refresh, signal }) {
  const gap = loader(refresh, signal);
  const report = loader(refresh, signal);
  const target = occupationSearch({
    id: 'to',
    refresh,
    chosen: ({ uri }) => {
      go(withQuery({ to: nameOf(uri) }));
      if (resume()) focusResult();
    },
  });
  /** @type {unknown} */
  let askedOf = null;
  let askedTo = '';

  function changed() {
    const mine = resume();
    const to = query().get('to') ?? '';
    if (mine === askedOf && to === askedTo) return;
    [askedOf, askedTo] = [mine, to];
    gap.clear();
    report.clear();
    if (!mine || !to) return;
    if (kept.resume === mine && kept.to === to) gap.value = kept.answer;
    else
      void gap.run(async (left) => {
        const answer = await ask('/v1/gap', mine, { to }, left);
        Object.assign(kept, { resume: mine, to, answer });
        return answer;
      });
  }

  /** @param {'html' | 'pdf'} format */
  function download(format) {
    const mine = /** @type {import('../api.js').Resume} */ (resume());
    const question = { to: query().get('to'), format, language: language() };
    void report.run(async (left) => save(await (await put('/v1/report', mine, question, left)).blob(), `career-report.${format}`));
  }

  const reports = () => html`<section class="panel report" aria-labelledby="report">
    <div>
      <h2 id="report" class="small-title">${t('gap.report')}</h2>
      <p class="small quiet">${t('gap.report.why')}</p>
    </div>
    <div class="actions">
      <button class="button" type="button" ?disabled=${report.pending} @click=${() => download('pdf')}>${icon('file')} ${t('gap.report.pdf')}</button>
      <button class="button plain" type="button" ?disabled=${report.pending} @click=${() => download('html')}>${t('gap.report.html')}</button>
    </div>
    <p class="unseen" role="status">${report.pending ? t('gap.report.waiting') : nothing}</p>
    ${report.error ? notice(report.error, report.again) : nothing}
  </section>`;

  function content() {
    if (gap.error) return notice(gap.error, gap.again);
    if (gap.pending) return waiting(t('gap.waiting'));
    if (gap.value) return answer(gap.value);
    return resume() ? empty(t('gap.choose.first')) : nothing;
  }

  /** @param {any} found of POST /v1/gap */
  function answer({ occupation, optional, found, open: opened, alternatives, nearby }) {
    return html`<section class="panel gap-sum" aria-labelledby="sum">
        <p class="coverage"><b class="huge num">${occupation.essential.coverage === null ? '–' : percent(occupation.essential.coverage)}</b> <span>${t('gap.coverage')}</span></p>
        <div class="stack-s">
          ${occupation.essential.total ? strokes(occupation.essential) : nothing}
          ${told(occupation.essential, 'essential')} ${told(optional, 'optional')}
          <p class="small quiet">${t('evidence.silent.why')}</p>
        </div>
      </section>
      ${reports()}
      <div class="gap-columns">
        <section class="panel stack-s" aria-labelledby="found">
          <h2 id="found">${t('gap.found')} <span class="quiet num">${number(found.length)}</span></h2>
          ${found.length ? html`<ul class="skills">${found.map((/** @type {any} */ skill) => skillLine(skill, spokenIn(gap.value), kindOf(skill)))}</ul>` : html`<p class="quiet">${t('gap.found.none')}</p>`}
        </section>
        <section class="panel stack-s" aria-labelledby="open">
          <h2 id="open">${t('gap.open')} <span class="quiet num">${number(opened.length)}</span></h2>
          <p class="small quiet">${t('gap.open.why')}</p>
          ${opened.length ? openSkills(opened) : html`<p class="quiet">${t('gap.open.none')}</p>`}
        </section>
      </div>
      ${others('gap.alternatives', alternatives, t('gap.alternatives.none'))}
      <details class="fold"><summary>${t('gap.nearby', { count: nearby.length })}</summary>${others('gap.nearby.title', nearby, '')}</details>`;
  }

  /** @param {any} skill */
  const kindOf = (skill) => (skill.essential ? nothing : html`<span class="chip quiet">${t('gap.optional')}</span>`);

  /** @param {any[]} skills */
  function openSkills(skills) {
    const first = skills.slice(0, 12);
    const rest = skills.slice(12);
    return html`<ul class="skills">${first.map(openSkill)}</ul>
      ${rest.length ? html`<details class="fold"><summary>${t('filters.more', { count: rest.length })}</summary><ul class="skills">${rest.map(openSkill)}</ul></details>` : nothing}`;
  }

  /** @param {any} skill */
  const openSkill = (skill) => skillLine(skill, spokenIn(gap.value), html`${kindOf(skill)}${worth(skill)}`);

  /** Who else asks for it; nothing where nobody does. @param {any} skill */
  function worth({ nearby, ads }) {
    const words = [nearby ? t('gap.nearby.count', { count: nearby }) : '', ads ? t('gap.ads.count', { count: ads }) : ''].filter(Boolean);
    return words.length ? html`<span class="skill-more num">${words.join(' · ')}</span>` : nothing;
  }

  /** @param {string} key @param {any[]} list @param {string} none */
  const others = (key, list, none) => html`<section class="stack-s" aria-labelledby=${key}>
    <h2 id=${key}>${t(key)}</h2>
    ${list.length ? html`<ul class="others">${list.map(other)}</ul>` : html`<p class="quiet">${none}</p>`}
  </section>`;

  /** @param {any} item */
  const other = (item) => html`<li class="card stack-s">
    <h3 class="capital"><a href=${toOccupation(item.uri)} lang=${gap.value.language}>${item.label}</a></h3>
    ${bar(item.essential.coverage)}
    ${told(item.essential, 'essential')}
    <p class="small quiet num">${t('gap.similarity', { value: number(item.similarity, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) })}${item.ads === null ? nothing : ` · ${t('gap.ads.count', { count: item.ads })}`}</p>
    <a class="small" href=${withQuery({ to: nameOf(item.uri) })}>${t('match.gap')} ${icon('arrow')}</a>
  </li>`;

  changed();
  return {
    changed,
    title: () => (gap.value ? `${t('page.gap')}: ${gap.value.occupation.label}` : t('page.gap')),
    view: () => html`<div class="gap stack-l">
      <header class="stack-s">
        <h1 tabindex="-1">${t('gap.title')}</h1>
        <p class="lead">${t('gap.lead')}</p>
      </header>
      <div class="gap-ask">
        <div class="panel stack-s"><h2 class="small-title">${t('gap.to')}</h2>${target.view(t('gap.choose'))}
          ${gap.value ? html`<p class="gap-target capital"><a href=${toOccupation(gap.value.occupation.uri)} lang=${gap.value.language}>${gap.value.occupation.label}</a> <span class="quiet small num">${gap.value.occupation.code}</span></p>` : nothing}
        </div>
        ${resume() ? held(gap.value?.resume, refresh) : nothing}
      </div>
      ${resume() ? nothing : html`<section class="panel" aria-labelledby="give"><h2 id="give" class="unseen">${t('gap.resume')}</h2>${intake(refresh)}</section>`}
      <p class="unseen" role="status">${gap.value ? t('evidence.essential.found', gap.value.occupation.essential) : nothing}</p>
      ${resume() ? html`<h2 id="sum" class="unseen" tabindex="-1" data-result>${t('gap.sum')}</h2>` : nothing}
      ${content()}
    </div>`,
  };
}
