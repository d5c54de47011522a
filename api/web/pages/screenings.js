// All screenings, and a new one: many resumes, one job, what is asked for.
import { html, nothing } from '../vendor/lit-html.js';
import { about, get, send } from '../api.js';
import { jobLanguage, readShare, statusChip } from '../candidate-card.js';
import { chosenFiles } from '../drop.js';
import { date, number, t } from '../i18n.js';
import { bar, empty, icon, loader, notice, waiting } from '../parts.js';
import { go, to } from '../router.js';
import { occupationSearch } from '../search.js';
import { droppedOf, uploadsOf } from '../uploads.js';

/** @typedef {import('../router.js').Context} Context */

const PATH = '/v1/screenings';
const blank = () => ({
  /** @type {import('../uploads.js').Upload[]} */ files: [],
  /** @type {import('../search.js').Suggestion | null} */ job: null,
  /** @type {Record<string, string>} */ text: { job_text: '', must: '', must_not: '' },
});
/** What the form holds; it stays while other pages are looked at. */
let draft = blank();

/** @param {Context} context */
export function open({ refresh, signal }) {
  const all = loader(refresh, signal);
  const sending = loader(refresh, signal);
  let nothingIn = false;
  const search = occupationSearch({
    id: 'job',
    refresh,
    chosen: (found) => {
      draft.job = found;
      refresh();
    },
  });

  /** @param {import('../uploads.js').Upload[]} more */
  function add(more) {
    draft.files = [...draft.files, ...more];
    nothingIn = !more.length;
    refresh();
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    void sending.run(async (left) => {
      const made = await (await send(PATH, { method: 'POST', body: asked(draft), signal: left })).json();
      draft = blank();
      go(to(`/screening/${made.id}`));
    });
  }

  /** @param {Event} event */
  function type(event) {
    const { name, value } = /** @type {HTMLTextAreaElement} */ (event.target);
    if (name in draft.text) draft.text[name] = value;
  }

  /** What the service takes. @param {typeof draft} given */
  function asked({ files, job, text }) {
    const form = new FormData();
    for (const { name, file } of files) form.append('files', file, name);
    if (job) form.append('job', job.uri);
    else form.append('job_text', text.job_text);
    for (const name of ['must', 'must_not']) {
      for (const line of text[name].split('\n')) if (line.trim()) form.append(name, line.trim());
    }
    return form;
  }

  /** @param {import('../drop.js').Files} event */
  const dropped = (event) => void droppedOf(event.detail).then(add);
  /** @param {Event} event */
  const chosen = (event) => add(uploadsOf(chosenFiles(event)));

  const form = ({ files, job, text } = draft) => html`<form class="panel screening-form" @submit=${submit} @input=${type}>
    <h2>${t('screening.new')}</h2>
    <div class="drop" data-files @files=${dropped}>
      ${icon('file')}
      <p class="drop-title">${t('screening.files')}</p>
      <p class="small quiet">${t('screening.files.kinds')}</p>
      <p class="actions">
        <input class="unseen" id="files" type="file" multiple @change=${chosen} />
        <label class="button plain" for="files">${t('screening.files.choose')}</label>
        <input class="unseen" id="folder" type="file" webkitdirectory @change=${chosen} />
        <label class="button plain" for="folder">${t('screening.files.folder')}</label>
      </p>
      <p class="small" role="status">${nothingIn ? t('screening.files.nothing') : nothing} ${files.length ? t('screening.files.count', { count: files.length }) : nothing}</p>
      ${files.length ? html`<button class="button plain small" type="button" @click=${() => { draft.files = []; nothingIn = false; refresh(); }}>${t('intake.forget')}</button>` : nothing}
    </div>
    <div class="stack">
      <div class="field"><span>${t('screening.job')}</span>
        ${job
          ? html`<p class="chips"><span class="chip wrap" lang=${job.language}>${job.text}</span><button class="linklike small" type="button" @click=${() => { draft.job = null; refresh(); }}>${t('screening.job.other')}</button></p>`
          : search.view(t('screening.job.choose'))}
      </div>
      ${job ? nothing : html`<label class="field"><span>${t('screening.job.text')}</span><textarea name="job_text" maxlength="100000" .value=${text.job_text}></textarea></label>`}
    </div>
    <label class="field"><span>${t('screening.must')}</span><textarea class="few" name="must" placeholder=${t('screening.must.example')} .value=${text.must}></textarea></label>
    <label class="field"><span>${t('screening.must_not')}</span><textarea class="few" name="must_not" .value=${text.must_not}></textarea></label>
    <div class="screening-send stack-s">
      <p class="promise small">${icon('shield')}<span>${t('screening.promise')}</span></p>
      ${sending.error ? notice(sending.error, sending.again) : nothing}
      <button class="button" type="submit" ?disabled=${!files.length || sending.pending}>${t(sending.pending ? 'screening.sending' : 'screening.start')}</button>
    </div>
  </form>`;

  /** @param {any} screening */
  const row = (screening) => html`<li class="card screening-row">
    <h3><a href=${to(`/screening/${screening.id}`)} lang=${jobLanguage(screening)}>${screening.job}</a></h3>
    <p class="small quiet num">${date(screening.created_at)} · ${t('screening.counts', screening)}</p>
    <p class="screening-bar">${bar(readShare(screening))}${statusChip(screening.status)}</p>
  </li>`;

  function list() {
    if (all.error) return notice(all.error, all.again);
    if (!all.value) return waiting(t('screening.waiting'));
    if (!all.value.screenings.length) return empty(t('screening.none'));
    return html`<ul class="others">${all.value.screenings.map(row)}</ul>`;
  }

  about().then(refresh, () => {}); // the languages of labels; the list tells the same problem
  all.run((left) => get(PATH, {}, left));
  return {
    view: () => html`<div class="stack-l">
      <header class="stack-s">
        <h1 tabindex="-1">${t('screening.title')}</h1>
        <p class="lead">${t('screening.lead')}</p>
      </header>
      ${form()}
      <section class="stack" aria-labelledby="all"><h2 id="all">${t('screening.all')} <span class="quiet num">${all.value ? number(all.value.screenings.length) : ''}</span></h2>${list()}</section>
    </div>`,
  };
}
