// @ts-check
import { save } from "./saving.js";
import { copy, momentInWords, say, sayCount, show } from "./words.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */
/** @typedef {import("../outbox.js").Portal} Portal */

/**
 * Чернетки: what this person made on this phone and the operator does not have yet.
 * @param {HTMLElement} place
 * @param {Portal} portal
 * @param {string} user
 * @param {(draft: Draft, note: string) => HTMLElement[]} photoRows
 */
export async function showDrafts(place, portal, user, photoRows) {
  const all = await portal.allDrafts();
  const own = all.filter((draft) => draft.user === user);
  const parts = own.map((draft) => card(draft, portal, photoRows));
  if (all.length > own.length) parts.push(copy("foreign-drafts", { count: sayCount("drafts.foreign", all.length - own.length) }));
  if (!own.length) parts.push(copy("no-drafts"));
  // Whoever is at a button keeps it while the list is drawn anew.
  const active = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
  show(place, say("drafts.title"), ...parts);
  if (active) /** @type {HTMLElement | null} */ (place.querySelector(`[data-key="${active}"]`))?.focus();
}

/**
 * How far the files are, and nothing else: a finger that is just on a button finds it under itself when it rises.
 * @param {HTMLElement} place
 * @param {Portal} portal
 * @param {(draft: Draft, note: string) => HTMLElement[]} photoRows
 */
export async function showProgress(place, portal, photoRows) {
  for (const draft of await portal.allDrafts()) {
    place.querySelector(`[data-photo-list="${draft.uuid}"]`)?.replaceChildren(...photoRows(draft, ""));
  }
}

/**
 * @param {Draft} draft
 * @param {Portal} portal
 * @param {(draft: Draft, note: string) => HTMLElement[]} photoRows
 */
function card(draft, portal, photoRows) {
  const state = draft.state === "queued" && draft.tries ? "tried" : draft.state;
  const made = copy("draft", {
    number: draft.number,
    taken: say("drafts.taken", { moment: momentInWords(draft.takenAt) }),
    state: say(`drafts.state.${state}`),
    problem: draft.problem?.message ?? draft.told ?? "",
    kind: say(`drafts.kind.${draft.kind}`),
  });
  made.querySelector("[data-problem]")?.toggleAttribute("hidden", !draft.problem && !draft.told);
  made.querySelector("[data-values]")?.replaceChildren(...Object.entries(draft.values).map(([key, value]) => {
    const row = document.createElement("div");
    const label = Object.assign(document.createElement("dt"), { textContent: draft.labels[key] ?? "" });
    row.append(label, Object.assign(document.createElement("dd"), { textContent: value }));
    return row;
  }));
  const list = /** @type {HTMLElement} */ (made.querySelector("[data-photo-list]"));
  list.dataset.photoList = draft.uuid;
  list.replaceChildren(...photoRows(draft, ""));

  /** @type {Record<string, () => unknown>} */
  const acts = {
    send: async () => {
      await portal.changeDraft(draft.uuid, (one) => {
        Object.assign(one, { state: "queued", nextAt: 0, problem: undefined, confirmed: draft.problem?.codes ?? one.confirmed });
        for (const photo of one.photos) photo.problem = undefined;
      });
      document.dispatchEvent(new Event("send:now"));
    },
    remove: () => {
      if (draft.state === "done" || window.confirm(say("drafts.remove"))) portal.changeDraft(draft.uuid, () => false);
    },
    save: () => save(draft, portal),
  };
  const isReading = draft.kind === "reading" && draft.state !== "done";
  const shown = {
    send: !["draft", "done"].includes(draft.state) && draft.problem?.code !== "needs_confirmation",
    confirm: draft.problem?.code === "needs_confirmation",
    edit: isReading,
    remove: draft.state !== "done",
    save: draft.state !== "done",
    seen: draft.state === "done",
  };
  for (const [name, is] of Object.entries(shown)) {
    const button = /** @type {HTMLElement} */ (made.querySelector(`[data-act="${name}"]`));
    if (!is) {
      button.remove();
      continue;
    }
    button.dataset.key = `${name}-${draft.uuid}`;
    if (button instanceof HTMLAnchorElement) button.href = `/drafts?edit=${draft.uuid}`;
    else button.addEventListener("click", () => acts[name === "seen" ? "remove" : name === "confirm" ? "send" : name]());
  }
  return made;
}
