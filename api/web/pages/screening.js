// One screening: how far it is, who comes first and why, what was decided. Names of files are hidden until they are asked for.
import { html, live, nothing, repeat } from '../vendor/lit-html.js';
import { Problem, about, get, keys, post, send } from '../api.js';
import { candidateCard, jobLanguage, readShare, statusChip } from '../candidate-card.js';
import { compared } from '../compare.js';
import { save } from '../download.js';
import { date, named, number, percent, t } from '../i18n.js';
import { alike, bar, empty, loader, notice, waiting } from '../parts.js';
import { selectionRates } from '../rates.js';
import { go, to, topIn, withQuery } from '../router.js';

/** @typedef {import('../router.js').Context} Context */

const POLL_MS = 1500;
/** after no answer */
const RETRY_MS = 5000;
const PAGE = 25;
const MOST = 5000;
const MOST_COMPARED = 5;

/** @param {Context} context */
export function open({ params, query, refresh, signal }) {
  const path = `/v1/screenings/${encodeURIComponent(params.id)}`;
  const state = loader(refresh, signal);
  const exporting = loader(refresh, signal);
  const removing = loader(refresh, signal);
  const resuming = loader(refresh, signal);
  /** @type {Map<string, ReturnType<typeof loader>>} a loader for each person who is decided on */
  const deciding = new Map();
  const comparison = loader(refresh, signal);
  const rates = selectionRates(path, refresh, signal);
  /** @type {any} the last answer; it stays while the next one is on its way, and when that fails */
  let facts = null;
  /** @type {unknown} */
  let problem = null;
  let asked = '';
  let askedCompare = '';
  let timer = 0;

  const names = () => query().get('names') === 'true';
  const top = () => topIn(query(), PAGE, MOST);
  const marked = () => query().getAll('compare');

  function load() {
    clearTimeout(timer);
    if (signal.aborted) return;
    void state.run(async (left) => {
      try {
        facts = await get(path, { names: String(names()), top: top() }, left);
        problem = null;
      } catch (error) {
        if (left.aborted) throw error;
        problem = error;
        if (error instanceof Problem && error.status === 404) facts = null;
      }
      if (facts?.status === 'running') timer = setTimeout(load, problem ? RETRY_MS : POLL_MS);
    });
  }

  function changed() {
    const key = `${names()} ${top()}`;
    if (key !== asked) {
      asked = key;
      load();
    }
    const items = marked();
    const compareKey = `${names()} ${items.join()}`;
    if (compareKey === askedCompare) return;
    askedCompare = compareKey;
    if (items.length < 2) comparison.clear();
    else void comparison.run((left) => get(`${path}/compare`, { items, names: String(names()) }, left));
  }

  /** What was typed stays in the form until it is recorded. @param {string} item @param {HTMLFormElement} form */
  function decide(item, form) {
    const mine = deciding.get(item) ?? loader(refresh, signal);
    deciding.set(item, mine);
    mine.clear();
    void mine.run(async () => {
      const given = new FormData(form);
      const made = await post(`${path}/decisions`, { item, decision: given.get('decision'), reason: String(given.get('reason')).trim() });
      form.reset();
      rates.clear();
      askedCompare = '';
      if (!signal.aborted) changed();
      load();
      return made;
    });
  }

  const csv = () => void exporting.run(async (left) => save(await (await send(`${path}/csv?names=${names()}`, { signal: left })).blob(), `screening-${params.id}.csv`));

  function remove() {
    if (!confirm(t('screening.delete.sure'))) return;
    void removing.run(async () => {
      await send(path, { method: 'DELETE' });
      if (!signal.aborted) go(to('/screening'), { replace: true });
    });
  }

  const goOn = () => void resuming.run(() => send(`${path}/resume`, { method: 'POST' }).finally(load));

  /** @param {string} item @param {boolean} on */
  function mark(item, on) {
    const rest = marked().filter((other) => other !== item);
    go(withQuery({ compare: on ? [...rest, item] : rest }), { replace: true });
  }

  /** What is told aloud changes with every tenth. @param {any} facts */
  const head = (facts) => html`<section class="panel stack-s" aria-labelledby="progress">
    <h2 id="progress" class="unseen">${t('screening.progress')}</h2>
    <p class="screening-bar">${bar(readShare(facts))}${statusChip(facts.status)}</p>
    <p class="unseen" role="status">${t('screening.progress')}: ${percent(Math.floor(10 * readShare(facts)) / 10)}, ${named('screening.status', facts.status)}</p>
    <p class="num">${t('screening.counts', facts)} · ${t('screening.people', { count: facts.people })}</p>
    ${facts.status === 'failed' ? failed(facts.reason) : nothing}
    ${facts.stale.length ? html`<div class="notice warn"><p class="notice-title">${t('screening.stale')}</p><ul lang="en">${facts.stale.map((/** @type {string} */ why) => html`<li>${why}</li>`)}</ul></div>` : nothing}
    <div class="actions">
      <label class="box inline"><input type="checkbox" .checked=${live(names())} @change=${(/** @type {Event} */ event) => go(withQuery({ names: /** @type {HTMLInputElement} */ (event.target).checked ? 'true' : null }), { replace: true })} /><span>${t('screening.names')}</span></label>
      <button class="button plain small" type="button" @click=${csv}>${t('screening.csv')}</button>
      <button class="button plain small" type="button" @click=${remove}>${t('screening.delete')}</button>
    </div>
    <p class="small quiet">${t('screening.blind')}</p>
    ${[exporting, removing, resuming].map(({ error, again }) => (error ? notice(error, again) : nothing))}
  </section>`;

  /** @param {string} reason */
  const failed = (reason) => html`<div class="notice bad">
    <p class="notice-title">${t('screening.failed')}</p>
    ${reason ? html`<p class="notice-detail" lang="en">${reason}</p>` : nothing}
    <p class="notice-detail">${t('screening.failed.more')}</p>
    <p class="notice-again"><button class="button small" type="button" ?disabled=${resuming.pending} @click=${goOn}>${t('screening.resume')}</button></p>
  </div>`;

  /** @param {any} facts */
  function list(facts) {
    if (!facts.candidates.length) return empty(t(facts.status === 'running' ? 'screening.reading' : 'screening.nobody'));
    return html`${repeat(
        facts.candidates,
        (/** @type {any} */ person) => person.item,
        (/** @type {any} */ person) => {
          const on = marked().includes(person.item);
          return candidateCard(person, { names: names(), decide, deciding: deciding.get(person.item), marked: on, mark, full: !on && marked().length >= MOST_COMPARED });
        },
      )}
      ${facts.people > facts.candidates.length ? html`<p class="more"><a class="button plain" href=${withQuery({ top: top() + PAGE })}>${t('match.more', { count: Math.min(PAGE, facts.people - facts.candidates.length) })}</a></p>` : nothing}`;
  }

  /** @param {any[]} files */
  const broken = (files) => html`<section class="panel stack-s" aria-labelledby="broken">
    <h2 id="broken">${t('screening.broken')} <span class="quiet num">${number(files.length)}</span></h2>
    <ul class="skills">${files.map((file) => html`<li class="skill"><span class="skill-label"><code>${(names() && file.name) || file.item}</code></span><span class="skill-more">${named('reason', file.reason)}</span></li>`)}</ul>
  </section>`;

  function view() {
    return html`<div class="stack-l">
      <header class="stack-s">
        <p class="small"><a href=${to('/screening')}>${t('screening.all')}</a></p>
        <h1 tabindex="-1" class="capital" lang=${facts ? jobLanguage(facts) : nothing}>${facts ? facts.job : t('page.screening')}</h1>
        ${facts ? html`<p class="quiet">${named('screening.kind', facts.job_kind)} · ${date(facts.created_at)} · ESCO ${facts.provenance.esco_version}</p>` : nothing}
      </header>
      ${problem ? notice(problem, load) : nothing}
      ${facts ? head(facts) : state.pending ? waiting(t('screening.waiting')) : nothing}
      ${comparison.error && !alike(comparison.error, problem) ? notice(comparison.error, comparison.again) : nothing}
      ${comparison.value ? compared(comparison.value, names(), mark) : nothing}
      ${facts ? html`<section class="stack" aria-labelledby="ranking"><h2 id="ranking">${t('screening.ranking')}</h2><p class="small quiet">${t('screening.ranking.why')}</p>${list(facts)}</section>` : nothing}
      ${facts?.people ? rates.view() : nothing}
      ${facts?.broken_files.length ? broken(facts.broken_files) : nothing}
    </div>`;
  }

  signal.addEventListener('abort', () => clearTimeout(timer));
  keys.addEventListener('taken', () => problem instanceof Problem && problem.status === 401 && load(), { signal });
  about().then(refresh, () => {}); // the languages of labels; the page tells the same problem
  changed();
  return { changed, title: () => (facts ? `${t('page.screening')}: ${facts.job}` : t('page.screening')), view };
}
