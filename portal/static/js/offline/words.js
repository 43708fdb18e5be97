// @ts-check

/**
 * A sentence of the server's, which the page brings along in `template#words`, with its `{places}` filled.
 * @param {string} word
 * @param {Record<string, unknown>} [values]
 */
export function say(word, values = {}) {
  const words = /** @type {HTMLTemplateElement} */ (document.getElementById("words")).content;
  const text = words.querySelector(`[data-word="${word}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (_match, name) => String(values[name] ?? ""));
}

const plural = new Intl.PluralRules("uk");

/**
 * @param {string} word its forms are `word.one`, `word.few` and `word.many`
 * @param {number} count whole
 */
export const sayCount = (word, count) => say(`${word}.${plural.select(count)}`, { count });

const dayAndMonth = new Intl.DateTimeFormat("uk", { day: "numeric", month: "long", timeZone: "UTC" });
const momentParts = new Intl.DateTimeFormat("uk", { day: "numeric", month: "long", timeZone: "Europe/Kiev" });
const clock = new Intl.DateTimeFormat("uk", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Kiev" });

/** @param {string} day «2026-12-01» → «1 грудня» */
export const inWords = (day) => dayAndMonth.format(new Date(`${day}T00:00Z`));

/** @param {string} day «2026-12-01» → «1 грудня 2026» */
export const inWordsWithYear = (day) => `${inWords(day)} ${day.slice(0, 4)}`;

/** @param {number} moment «24 листопада о 14:06» */
export const momentInWords = (moment) => `${momentParts.format(moment)} о ${clock.format(moment)}`;

/** @param {number} value «1 234,5» */
export const figure = (value) => value.toLocaleString("uk", { maximumFractionDigits: 1 });

/**
 * A copy of a template of the page, its `data-slot`s filled with text.
 * @param {string} id
 * @param {Record<string, string>} [slots]
 */
export function copy(id, slots = {}) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  const made = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  for (const [name, text] of Object.entries(slots)) {
    for (const place of made.querySelectorAll(`[data-slot="${name}"]`)) place.textContent = text;
  }
  return made;
}

/**
 * Put a view in the place of the page, with its heading.
 * @param {HTMLElement} place
 * @param {string} heading
 * @param {Node[]} parts
 */
export function show(place, heading, ...parts) {
  const title = document.querySelector("h1");
  if (title) title.textContent = heading;
  document.title = `${heading} – Житомиробленерго`;
  place.replaceChildren(...parts);
  place.dispatchEvent(new Event("arrived", { bubbles: true }));
}
