// How a resume comes in: dropped, chosen, pasted, or a sample; and what is told of it once it is there.
import { html, nothing } from './vendor/lit-html.js';
import { languageName, named, number, t } from './i18n.js';
import { icon } from './parts.js';
import { hold, resume } from './resume.js';

export const SAMPLES = ['nurse', 'electrician', 'developer'];
const ACCEPTED = '.pdf,.docx,.odt,.html,.htm,.md,.txt';

/** @param {FileList | null | undefined} files */
function take(files) {
  const file = files?.[0];
  if (file) hold({ name: file.name, file });
}

/** @param {Event} event */
const chosen = (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  take(input.files);
  input.value = ''; // so that the same file can be chosen again
};

/** @param {import('./drop.js').Files} event */
const dropped = (event) => take(event.detail.files);

/** @param {SubmitEvent} event */
function pasted(event) {
  event.preventDefault();
  const text = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('text'));
  if (text.trim()) hold({ name: t('intake.pasted'), text });
}

/** A file input that looks like what holds it. @param {string} id */
const fileInput = (id) => html`<input class="unseen" id=${id} type="file" accept=${ACCEPTED} @change=${chosen} />`;

/** Ask for a resume. */
export const intake = () => html`<div class="intake">
  <div class="drop" data-files @files=${dropped}>
    ${icon('file')}
    <p class="drop-title">${t('intake.drop')}</p>
    <p class="small quiet">${t('intake.formats')}</p>
    ${fileInput('resume-file')}
    <label class="button" for="resume-file">${t('intake.choose')}</label>
  </div>
  <form class="paste" @submit=${pasted}>
    <label class="field"><span>${t('intake.paste')}</span>
      <textarea name="text" placeholder=${t('intake.paste.example')} required minlength="20"></textarea></label>
    <button class="button plain" type="submit">${t('intake.send')}</button>
  </form>
  <div class="samples">
    <p class="small">${t('intake.sample')}</p>
    <div class="chips">
      ${SAMPLES.map(
        (name) => html`<button class="button plain small" type="button" @click=${() => hold({ name: t(`sample.${name}`), text: t(`sample.${name}.text`) })}>${t(`sample.${name}`)}</button>`,
      )}
    </div>
  </div>
  <p class="promise small">${icon('shield')}<span>${t('intake.promise')}</span></p>
</div>`;

/**
 * The resume that is held, and how the service read it.
 * @param {any} read the API's `resume`, null until it has answered
 */
export function held(read) {
  return html`<section class="panel resume" aria-labelledby="resume-title" data-files @files=${dropped}>
    <h2 id="resume-title" class="resume-name">${icon('file')}<span>${resume()?.name}</span></h2>
    ${read ? reading(read) : nothing}
    <div class="actions">
      ${fileInput('resume-other')}
      <label class="button plain small" for="resume-other">${t('intake.other')}</label>
      <button class="button plain small" type="button" @click=${() => hold(null)}>${t('intake.forget')}</button>
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
