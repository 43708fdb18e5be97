// @ts-check
import { currentRow, openRow, queueRows } from "./rows.js";

const KEYS_OFF = "desk-keys-off";

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])") || target.isContentEditable;
}

/** @param {number} step */
function goBy(step) {
  const rows = queueRows();
  const current = currentRow();
  openRow(current ? rows[rows.indexOf(current) + step] : rows[0]);
}

function acceptOpened() {
  const form = document.querySelector("[data-accept]");
  if (form instanceof HTMLFormElement) form.requestSubmit();
}

function rejectOpened() {
  const fold = document.querySelector("[data-reject]");
  if (!(fold instanceof HTMLDetailsElement)) return;
  fold.open = true;
  const first = fold.querySelector("input[type=radio]");
  if (first instanceof HTMLElement) first.focus();
}

function tickCurrent() {
  const box = (currentRow() ?? queueRows()[0])?.querySelector("input[type=checkbox]");
  if (box instanceof HTMLInputElement) box.click();
}

function goToSearch() {
  const field = document.querySelector("[data-search]");
  if (field instanceof HTMLInputElement) field.select();
}

function showKeys() {
  const dialog = document.querySelector("[data-keys]");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/**
 * By the place of the key, so that they work in the Ukrainian layout as well.
 * @type {Record<string, () => void>}
 */
const ACTIONS = {
  KeyJ: () => goBy(1),
  KeyK: () => goBy(-1),
  KeyA: acceptOpened,
  KeyR: rejectOpened,
  KeyX: tickCurrent,
  Slash: goToSearch,
};

/** The desk by keyboard. Single keys can be switched off (WCAG 2.1.4), and mean nothing while something is typed. */
export function watchKeys() {
  const off = document.querySelector("[data-keys-off]");
  if (off instanceof HTMLInputElement) {
    off.checked = localStorage.getItem(KEYS_OFF) !== null;
    off.addEventListener("change", () => {
      if (off.checked) localStorage.setItem(KEYS_OFF, "1");
      else localStorage.removeItem(KEYS_OFF);
    });
  }

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-keys-open]")) showKeys();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || localStorage.getItem(KEYS_OFF) !== null) return;
    const inTable = event.target instanceof Element && event.target.closest("[data-row]");
    const arrow = inTable ? { ArrowDown: "KeyJ", ArrowUp: "KeyK" }[event.key] : undefined;
    const action = event.key === "?" ? showKeys : event.shiftKey ? undefined : ACTIONS[arrow ?? event.code];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
