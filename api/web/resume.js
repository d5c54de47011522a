// The resume lives here and nowhere else: gone when the page is closed or loaded again, and never in the address or a storage.

/** @typedef {import('./api.js').Resume} Resume */

/** @type {Resume | null} */
let held = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {Resume | null} */
export const resume = () => held;

/** @param {Resume | null} next */
export function hold(next) {
  held = next;
  for (const listener of listeners) listener();
}

/** @param {() => void} listener */
export const onResume = (listener) => void listeners.add(listener);
