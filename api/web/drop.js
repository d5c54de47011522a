// Files chosen, or dropped on the page. A browser would open them in the page's place, and the resume in its memory would be lost; so
// every drop is caught here, and what takes files gets them: html`<div data-files @files=${…}>`. There is one at most on a page.

/** @typedef {CustomEvent<DataTransfer>} Files the event "files" of an element with `data-files` */

/** The files that were chosen in an input, which is cleared so that the same ones can be chosen again. @param {Event} event */
export function chosenFiles(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const files = [...(input.files ?? [])];
  input.value = '';
  return files;
}

const taker = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-files]'));
const carriesFiles = (/** @type {DragEvent} */ event) => Boolean(event.dataTransfer?.types.includes('Files'));
/** Text may be dragged into a field. @param {DragEvent} event */
const isForField = (event) => !carriesFiles(event) && event.target instanceof Element && event.target.matches('input, textarea');

/** @param {DragEvent} event */
function over(event) {
  if (event.defaultPrevented || isForField(event)) return; // an element has taken it by itself, or a field does
  const here = carriesFiles(event) ? taker() : null;
  event.preventDefault();
  if (event.dataTransfer && !here) event.dataTransfer.dropEffect = 'none';
  here?.classList.add('over');
}

/** @param {DragEvent} event */
function leave(event) {
  if (!event.relatedTarget) taker()?.classList.remove('over'); // out of the window
}

/** @param {DragEvent} event */
function drop(event) {
  if (event.defaultPrevented || isForField(event)) return; // an element has taken it by itself, or a field does
  event.preventDefault();
  const here = taker();
  here?.classList.remove('over');
  if (here && event.dataTransfer?.files.length) here.dispatchEvent(new CustomEvent('files', { detail: event.dataTransfer }));
}

/** From now on no dropped file takes the page's place. */
export function catchDrops() {
  addEventListener('dragover', over);
  addEventListener('dragleave', leave);
  addEventListener('drop', drop);
}
