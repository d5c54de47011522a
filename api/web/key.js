// The dialog that asks for the service's key, where it has one.
import { html, nothing, render } from './vendor/lit-html.js';
import { Problem } from './api.js';
import { t } from './i18n.js';

/**
 * Ask until a key is given; rejects with a Problem when the dialog is closed without one.
 * @param {boolean} refused  the service does not take the one before
 * @returns {Promise<string>}
 */
export function askForKey(refused) {
  return new Promise((resolve, reject) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'dialog';
    dialog.setAttribute('aria-labelledby', 'key-title');
    let given = '';
    /** @param {SubmitEvent} event */
    const submit = (event) => {
      event.preventDefault();
      given = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('key')).trim();
      dialog.close();
    };
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (given) resolve(given);
      else reject(new Problem({ type: 'no-key', title: t('problem.no-key'), status: 401 }));
    });
    render(
      html`<form @submit=${submit}>
        <h2 id="key-title">${t('key.title')}</h2>
        ${refused ? html`<p id="key-refused" class="notice bad" role="alert">${t('key.refused')}</p>` : nothing}
        <p>${t('key.why')}</p>
        <label class="field"><span>${t('key.label')}</span><input name="key" type="password" autocomplete="off" required aria-invalid=${refused} aria-describedby=${refused ? 'key-refused' : nothing} /></label>
        <div class="actions">
          <button class="button" type="submit">${t('key.send')}</button>
          <button class="button plain" type="button" @click=${() => dialog.close()}>${t('key.cancel')}</button>
        </div>
      </form>`,
      dialog,
    );
    document.documentElement.append(dialog); // body is drawn by app.js
    dialog.showModal();
  });
}
