// @ts-check
import { make } from "./make.js";

/** @returns {HTMLElement | null} */
const toastRegion = () => document.querySelector("[data-toast]");

/**
 * @param {string} text
 * @param {string} [href]
 */
export function showToast(text, href) {
  const region = toastRegion();
  if (!region || region.dataset.shown === text) return;
  region.dataset.shown = text;
  const words = make("p", { textContent: text });
  if (href) {
    words.append(" ", make("a", { href, textContent: "Увійти" }));
  }
  region.replaceChildren(words, make("button", { type: "button", textContent: "Закрити", onclick: hideToast }));
}

function hideToast() {
  const region = toastRegion();
  region?.replaceChildren();
  delete region?.dataset.shown;
}

/**
 * @param {number} status 0 when there was no answer
 * @returns {string}
 */
function wordsFor(status) {
  if (!status) return "Немає зв’язку із сервером. Повторіть, коли з’явиться мережа: усе введене на місці.";
  if (status === 401) return "Ви вже вийшли з кабінету. Увійдіть і повторіть: усе введене на місці.";
  if (status === 429) return "Забагато спроб поспіль. Зачекайте хвилину й повторіть: усе введене на місці.";
  return "На сервері щось зламалося. Зачекайте хвилину й повторіть: усе введене на місці.";
}

/**
 * What htmx could not bring is said in a live region, and the form stays as it is.
 * `data-quiet` on an element: its requests fail in silence (the meaning of a reading, refreshed while it is typed).
 */
export function watchErrors() {
  /** @param {Event} event */
  const tell = (event) => {
    if (event.target instanceof Element && event.target.closest("[data-quiet]")) return;
    const ctx = /** @type {CustomEvent} */ (event).detail?.ctx;
    if (!ctx) return;
    const status = event.type === "htmx:error" ? 0 : ctx.response.status;
    if (ctx.response && !status) return; // an answer came, and its swap failed: the network is not to blame
    if (status && status < 500 && status !== 401 && status !== 429) return;
    showToast(wordsFor(status), status === 401 ? toastRegion()?.dataset.signIn : undefined);
  };
  document.addEventListener("htmx:error", tell);
  document.addEventListener("htmx:response:error", tell);
  document.addEventListener("htmx:after:swap", (event) => {
    if (/** @type {CustomEvent} */ (event).detail?.ctx?.response?.status < 400) hideToast();
  });
}
