// @ts-check

/**
 * Tells this page, the others and the worker that something about the drafts has changed.
 * @typedef {{sent?: string, signIn?: boolean, progress?: boolean}} News
 */

const channel = "BroadcastChannel" in self ? new BroadcastChannel("portal") : null;
/** @type {Set<(news: News) => void>} */
const listeners = new Set();

/** @param {(news: News) => void} listener */
export function listen(listener) {
  listeners.add(listener);
}

/** @param {News} [news] */
export function tell(news = {}) {
  channel?.postMessage(news);
  hear(news);
}

/** @param {News} news */
function hear(news) {
  for (const listener of listeners) listener(news);
}

channel?.addEventListener("message", (event) => hear(event.data));
