// How a resume comes in: dropped, chosen, pasted, or a sample; and what is told of it once it is there.
import { html, nothing } from './vendor/lit-html.js';
import { chosenFiles } from './drop.js';
import { languageName, named, number, t } from './i18n.js';
import { icon } from './parts.js';
import { hold, resume } from './resume.js';

export const SAMPLES = ['nurse', 'electrician', 'developer'];
const ACCEPTED = '.pdf,.docx,.odt,.html,.htm,.md,.txt';

/** What was typed so far; it stays while other pages are looked at. */
let typed = '';
/** What became of the last files. @type {{key: string, name: string} | null} */
let said = null;
let turn = 0;

/** @param {import('./resume.js').Resume | null} next @param {typeof said} [words] */
function put(next, words = null) {
  turn++;
  said = words;
  hold(next);
}

/**
 * Take the first file. It is read here and now: it may be gone from the disk when the next question is asked.
 * @param {File[]} files @param {() => void} refresh
 */
async function take(files, refresh) {
  const [file] = files;
  if (!file) return;
  const mine = ++turn;
  try {
    const read = new File([await file.arrayBuffer()], file.name, { type: file.type });
    if (mine === turn) put({ name: file.name, file: read }, files.length > 1 ? { key: 'intake.first', name: file.name } : null);
  } catch {
    if (mine !== turn) return;
    said = { key: 'intake.unreadable', name: file.name };
    refresh();
  }
}

/** @param {() => void} refresh */
const chosen = (refresh) => (/** @type {Event} */ event) => void take(chosenFiles(event), refresh);

/** @param {() => void} refresh */
const dropped = (refresh) => (/** @type {import('./drop.js').Files} */ event) => void take([...event.detail.files], refresh);

/** @param {SubmitEvent} event */
function pasted(event) {
  event.preventDefault();
  const text = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('text'));
  if (!text.trim()) return;
  typed = '';
  put({ name: t('intake.pasted'), text });
}

/** A file input that looks like what holds it. @param {string} id @param {() => void} refresh */
const fileInput = (id, refresh) => html`<input class="unseen" id=${id} type="file" accept=${ACCEPTED} @change=${chosen(refresh)} />`;

const outcome = () => (said ? html`<p class="notice warn" role="alert">${t(said.key, { name: said.name })}</p>` : nothing);

/** Ask for a resume. @param {() => void} refresh */
export const intake = (refresh) => html`<div class="intake">
  ${outcome()}
  <div class="drop" data-files @files=${dropped(refresh)}>
    ${icon('file')}
    <p class="drop-title">${t('intake.drop')}</p>
    <p class="small quiet">${t('intake.formats')}</p>
    ${fileInput('resume-file', refresh)}
    <label class="button" for="resume-file">${t('intake.choose')}</label>
  </div>
  <form class="paste" @submit=${pasted}>
    <label class="field"><span>${t('intake.paste')}</span>
      <textarea name="text" placeholder=${t('intake.paste.example')} required minlength="20" .value=${typed} @input=${(/** @type {Event} */ event) => void (typed = /** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea></label>
    <button class="button plain" type="submit">${t('intake.send')}</button>
  </form>
  <div class="samples">
    <p class="small">${t('intake.sample')}</p>
    <div class="chips">
      ${SAMPLES.map(
        (name) => html`<button class="button plain small" type="button" @click=${() => put({ name: t(`sample.${name}`), text: t(`sample.${name}.text`) })}>${t(`sample.${name}`)}</button>`,
      )}
    </div>
  </div>
  <p class="promise small">${icon('shield')}<span>${t('intake.promise')}</span></p>
</div>`;

/**
 * The resume that is held, and how the service read it.
 * @param {any} read the API's `resume`, null until it has answered
 * @param {() => void} refresh
 */
export function held(read, refresh) {
  return html`<section class="panel resume" aria-labelledby="resume-title" data-files @files=${dropped(refresh)}>
    <h2 id="resume-title" class="resume-name">${icon('file')}<span>${resume()?.name}</span></h2>
    ${outcome()}
    ${read ? reading(read) : nothing}
    <div class="actions">
      ${fileInput('resume-other', refresh)}
      <label class="button plain small" for="resume-other">${t('intake.other')}</label>
      <button class="button plain small" type="button" @click=${() => put(null)}>${t('intake.forget')}</button>
    </div>
    <p class="quiet small">${t('intake.memory')}</p>
  </section>`;
}

/** @param {any} read */
const reading = (read) => html`
  <p class="chips">
    <span class="chip">${named('format', read.format)}</span>
    <span class="chip">${languageName(read.language)}</span>
    <span class="chip ${read.status === 'ok' ? 'good' : 'warn'}">${named('read', read.status)}</span>
  </p>
  ${read.warnings.length
    ? html`<ul class="points small" lang="en">${read.warnings.map((/** @type {string} */ warning) => html`<li>${warning}</li>`)}</ul>`
    : nothing}
  <div class="removed">
    <h3>${t('intake.removed')}</h3>
    ${read.removed.length
      ? html`<ul class="chips num">${read.removed.map(
          (/** @type {{kind: string, count: number}} */ { kind, count }) => html`<li class="chip quiet">${named('removed', kind)} <b>${number(count)}</b></li>`,
        )}</ul>`
      : html`<p class="quiet small">${t('intake.removed.none')}</p>`}
  </div>`;
