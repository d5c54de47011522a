// What a person accepts and dismisses among the matches. It stands in the address, so back undoes it as well.
import { html, nothing } from './vendor/lit-html.js';
import { t } from './i18n.js';
import { icon } from './parts.js';
import { go, nameOf, withQuery } from './router.js';

/**
 * As the API takes it.
 * @param {URLSearchParams} query
 */
export const steeringIn = (query) => ({ accepted: listed(query, 'accepted'), dismissed: listed(query, 'dismissed') });

/** @param {URLSearchParams} query @param {string} name */
const listed = (query, name) => (query.has(name) ? query.getAll(name) : undefined);

/** @param {'accepted' | 'dismissed'} kind @param {string} name @param {URLSearchParams} query */
function toggle(kind, name, query) {
  const other = kind === 'accepted' ? 'dismissed' : 'accepted';
  const mine = query.getAll(kind);
  const on = !mine.includes(name);
  go(withQuery({ [kind]: on ? [...mine, name] : mine.filter((item) => item !== name), [other]: query.getAll(other).filter((item) => item !== name) }));
}

/**
 * The two buttons of a match.
 * @param {{uri: string, label: string, accepted: boolean}} match
 * @param {URLSearchParams} query
 * @param {(done: string) => void} tell
 */
export function steeringButtons({ uri, label, accepted }, query, tell) {
  const name = nameOf(uri);
  /** @param {'accepted' | 'dismissed'} kind */
  const press = (kind) => {
    tell(accepted && kind === 'accepted' ? '' : t(`steering.${kind}.done`, { label }));
    toggle(kind, name, query);
  };
  return html`<div class="steer">
    <button class="tool" type="button" aria-pressed=${accepted} aria-label=${t('steering.accept', { label })} title=${t('steering.accept.short')} @click=${() => press('accepted')}>${icon('check')}</button>
    <button class="tool" type="button" aria-label=${t('steering.dismiss', { label })} title=${t('steering.dismiss.short')} @click=${() => press('dismissed')}>${icon('cross')}</button>
  </div>`;
}

/**
 * What was dismissed, each with a way back.
 * @param {URLSearchParams} query
 * @param {Map<string, string>} labels short name → label, as far as known
 */
export function dismissedOnes(query, labels) {
  const names = query.getAll('dismissed');
  if (!names.length) return nothing;
  return html`<div class="dismissed small">
    <span class="quiet">${t('steering.dismissed')}</span>
    <ul class="chips">${names.map((name) => {
      const label = labels.get(name) ?? name;
      return html`<li><button class="chip back" type="button" aria-label=${t('steering.undo', { label })} @click=${() => toggle('dismissed', name, query)}>${icon('undo')} ${label}</button></li>`;
    })}</ul>
  </div>`;
}
