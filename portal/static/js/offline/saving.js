// @ts-check
import { momentInWords } from "./words.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * @param {ArrayBuffer} bytes
 * @param {string} type
 * @returns {Promise<string>}
 */
const dataAddress = (bytes, type) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result));
  reader.readAsDataURL(new Blob([bytes], { type }));
});

/**
 * A draft as a page of its own, numbers and photos, that opens anywhere: for the person to keep, or to bring.
 * @param {Draft} draft
 * @param {import("../outbox.js").Portal} portal
 */
export async function save(draft, portal) {
  const rows = Object.entries(draft.values).map(([key, value]) => `<p>${escape(draft.labels[key] ?? key)}: <b>${escape(value)}</b></p>`);
  for (const { id, name, type } of draft.photos) {
    const bytes = await portal.photoBytes(id);
    if (!bytes) continue;
    const address = await dataAddress(bytes, type);
    rows.push(type.startsWith("image/") ? `<p><img src="${address}" alt="" width="600"></p>` : `<p><a href="${address}" download="${escape(name)}">${escape(name)}</a></p>`);
  }
  const text = `<!doctype html><html lang="uk"><meta charset="utf-8"><title>Покази</title><h1>${escape(draft.number)}</h1><p>Лічильник № ${escape(draft.meter)}, ${momentInWords(draft.takenAt)}</p>${rows.join("")}</html>`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  link.download = `pokazy-${draft.number.replace(/\D+/g, "-")}.html`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
