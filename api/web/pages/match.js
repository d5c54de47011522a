// The start: a resume comes in, the occupations that fit come out.
import { html, nothing, repeat } from '../vendor/lit-html.js';
import { about, ask, get, indexed } from '../api.js';
import { spokenIn } from '../evidence.js';
import { chosenFilters, filters, filtersIn, isFiltered, withoutFilters } from '../filters.js';
import { language, number, t } from '../i18n.js';
import { held, intake } from '../intake.js';
import { matchCard } from '../match-card.js';
import { alike, empty, loader, notice, waiting } from '../parts.js';
import { onResume, resume } from '../resume.js';
import { go, nameOf, numberIn, to, topIn, withQuery } from '../router.js';
import { sky } from '../sky.js';
import { dismissedOnes, steeringButtons, steeringIn } from '../steering.js';

/** @typedef {import('../router.js').Context} Context */

/** occupations that are shown first, and with each press of "more" */
const PAGE = 20;
const MOST = 100;

/** The last answer, so that a step back shows it at once; and the evidence so far, which neither filters nor steering change. */
const kept = {
  /** @type {unknown} */ resume: null,
  question: '',
  /** @type {any} */ answer: null,
  /** @type {Map<string, any>} language and URI → evidence */ evidence: new Map(),
  /** @type {Map<string, string>} short name → label */ labels: new Map(),
};

onResume(() => {
  Object.assign(kept, { resume: null, question: '', answer: null });
  kept.evidence.clear();
});

/** @param {Context} context */
export function open({ query, refresh, signal }) {
  const ranked = loader(refresh, signal);
  const facets = loader(refresh, signal);
  /** @type {any} */
  let service = null;
  let asked = '';
  let counted = '';
  let told = '';
  /** @type {unknown} */
  let askedOf = null;
  let last = resume();

  /** A step back from the results leads to where the resume was given. */
  const asking = () => !resume() || Boolean(history.state?.intake);

  /** @returns {Record<string, any>} */
  const question = () => ({
    ...filtersIn(query()),
    ...steeringIn(query()),
    diversity: numberIn(query(), 'diversity', 0, 1),
    top: topIn(query(), PAGE, MOST),
    min_confidence: numberIn(query(), 'min_confidence', 0, 1),
    language: query().get('in') ?? undefined,
  });

  function changed() {
    const mine = resume();
    if (mine && mine !== last && (!last || asking())) {
      history.replaceState({ intake: true }, '');
      history.pushState(null, '');
    }
    last = mine;
    const wanted = question();
    const key = JSON.stringify(wanted);
    if (!mine) {
      ranked.clear();
      askedOf = null;
      asked = '';
    } else if (mine !== askedOf || key !== asked) {
      [askedOf, asked] = [mine, key];
      if (kept.resume === mine && kept.question === key) {
        ranked.clear(); // what is still on its way answers another question
        ranked.value = kept.answer;
      } else ranked.run((left) => match(mine, wanted, key, left));
    }
    if (mine) count();
  }

  /**
   * Ask twice: the order is there at once, and the evidence for it follows.
   * @param {import('../api.js').Resume} mine @param {Record<string, any>} wanted @param {string} key @param {AbortSignal} left
   */
  async function match(mine, wanted, key, left) {
    if (kept.resume !== mine) kept.evidence.clear();
    const first = await ask('/v1/match', mine, wanted, left);
    const known = (/** @type {any} */ match) => kept.evidence.get(`${first.language} ${match.uri}`) ?? null;
    const early = { ...first, matches: first.matches.map((/** @type {any} */ match) => ({ ...match, evidence: known(match) })) };
    const all = early.matches.every((/** @type {any} */ match) => match.evidence);
    if (!all) {
      ranked.value = early;
      refresh();
    }
    const answer = all ? early : await ask('/v1/match', mine, { ...wanted, evidence: true }, left);
    for (const match of answer.matches) {
      kept.evidence.set(`${answer.language} ${match.uri}`, match.evidence);
      kept.labels.set(nameOf(match.uri), match.label);
    }
    Object.assign(kept, { resume: mine, question: key, answer });
    return answer;
  }

  function count() {
    const key = JSON.stringify([filtersIn(query()), language()]);
    if (key === counted) return;
    counted = key;
    facets.run(async (left) => {
      service = await about(!service);
      return get('/v1/occupations/facets', { ...filtersIn(query()), language: await indexed(language()) }, left);
    });
  }

  changed();
  return {
    changed,
    title: () => (asking() ? t('page.match') : t('match.results')),
    view: () => (asking() ? start() : results()),
  };

  function start() {
    return html`<div class="hero">
      <div class="hero-words">
        <h1 tabindex="-1">${t('match.title.before')} <mark>${t('match.title.marked')}</mark>${t('match.title.after')}</h1>
        <p class="lead">${t('match.lead')}</p>
      </div>
      ${sky()}
      <div class="hero-intake panel">${intake(refresh)}</div>
    </div>`;
  }

  function results() {
    return html`<div class="match-page">
      <aside class="match-side stack">
        ${held(ranked.value?.resume, refresh)}
        <details class="panel filter-panel" ?open=${matchMedia('(min-width: 64.01rem)').matches}>
          <summary><h2>${t('filters.title')}</h2></summary>
          ${facets.error && !alike(facets.error, ranked.error) ? notice(facets.error, facets.again, cleared()) : nothing}
          ${filters(facets.value, query(), service?.languages ?? [])}
        </details>
      </aside>
      <section class="match-list stack" aria-busy=${ranked.pending}>
        <h1 tabindex="-1" data-result>${t('match.results')}</h1>
        ${summary()}
        ${chosenFilters(query(), facets.value)}
        ${dismissedOnes(query(), kept.labels)}
        <p class="unseen" role="status">${told}</p>
        ${list()}
      </section>
    </div>`;
  }

  function summary() {
    const all = service?.counts.occupations;
    const passing = facets.value?.total;
    return html`<p class="quiet" role="status">
      ${ranked.pending && !ranked.value ? t('match.waiting') : nothing}
      ${ranked.value && passing !== undefined && all !== undefined ? t('match.summary', { shown: ranked.value.matches.length, passing, all }) : nothing}
      ${ranked.pending && ranked.value ? t('match.evidence.waiting') : nothing}
    </p>`;
  }

  function list() {
    if (ranked.error) return notice(ranked.error, again, cleared());
    if (!ranked.value) return waiting(t('match.reading'));
    const { matches, abstained } = ranked.value;
    if (abstained) return empty(t('match.abstained'), html`<p lang="en">${abstained}</p><p><a href=${withQuery({ min_confidence: null })}>${t('match.abstained.show')}</a></p>`);
    if (!matches.length) return empty(t('match.none'), isFiltered(query()) ? html`<p><a href=${withoutFilters()}>${t('filters.clear')}</a></p>` : nothing);
    const opened = query().get('open');
    const spoken = spokenIn(ranked.value);
    return html`${repeat(
        matches,
        (/** @type {any} */ item) => item.uri,
        (/** @type {any} */ item) =>
          matchCard(item, {
            opened: opened === nameOf(item.uri),
            spoken,
            actions: steeringButtons(item, query(), (done) => void (told = done)),
            toggle: () => go(withQuery({ open: opened === nameOf(item.uri) ? null : nameOf(item.uri) })),
          }),
      )}
      ${more(matches.length)}`;
  }

  function again() {
    ranked.again();
    if (facets.error) facets.again();
  }

  function cleared() {
    return [...query().keys()].some((name) => name !== 'lang') ? to(location.pathname) : '';
  }

  /** @param {number} shown */
  function more(shown) {
    const { top } = question();
    if (shown < top || top >= MOST) return nothing;
    return html`<p class="more"><a class="button plain" href=${withQuery({ top: top + PAGE })}>${t('match.more', { count: number(PAGE) })}</a></p>`;
  }
}
