// @ts-check
import { whenArrives } from "./arrival.js";
import { make } from "./make.js";
import { addPhotos, photoRow, showProblems } from "./photos.js";
import { person, portal } from "./portal.js";
import { sendSoon } from "./sync.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */
/** @typedef {import("../outbox/types.js").Photo} Photo */

/**
 * `data-uploads="<ref of an account>"`: the files that are on their way, each with how far it is, to be held and let
 * go on. Rows stay what they are while they change, so that a finger, or the focus, is not left on a button that is gone.
 */
export function watchUploads() {
  whenArrives("[data-uploads]", (list) => {
    /** @type {Map<string, ReturnType<typeof uploadRow>>} by photo */
    const rows = new Map();
    const show = async () => {
      const user = await person();
      const drafts = (await portal.allDrafts()).filter((draft) => (
        draft.user === user && draft.account === list.dataset.uploads && draft.state !== "draft"
      ));
      const gone = new Set(rows.keys());
      for (const draft of drafts) for (const photo of draft.photos) {
        const shown = rows.get(photo.id) ?? uploadRow(photo);
        rows.set(photo.id, shown);
        if (shown.row.parentElement !== list) list.append(shown.row);
        shown.update(draft, photo);
        gone.delete(photo.id);
      }
      for (const id of gone) {
        rows.get(id)?.row.remove();
        rows.delete(id);
      }
      list.closest("[data-uploads-card='']")?.toggleAttribute("hidden", !rows.size);
      if (gone.size) document.body.dispatchEvent(new Event("files:sent"));
    };
    portal.listen(show);
    show();
  });
}

/** @param {Photo} photo */
function uploadRow(photo) {
  /** @type {Draft} */
  let draft;
  const row = photoRow(photo, "", "Призупинити", async () => {
    const goesOn = draft.state === "paused";
    await portal.changeDraft(draft.uuid, (one) => {
      if (draft.state === "attention") {
        one.photos = one.photos.filter(({ id }) => id !== photo.id);
        // Numbers stay, unless the server has them and only files were left.
        return one.photos.length > 0 || (one.kind === "reading" && one.problem?.code !== "photos");
      }
      one.state = goesOn ? "queued" : "paused";
      one.nextAt = 0;
      return true;
    });
    if (goesOn) sendSoon();
  });
  const note = /** @type {HTMLElement} */ (row.querySelector("small"));
  const button = /** @type {HTMLElement} */ (row.querySelector("button"));
  const bar = make("progress", { max: photo.size });
  bar.setAttribute("aria-label", photo.name);
  row.append(bar);
  return {
    row,
    /**
     * @param {Draft} now
     * @param {Photo} photo as it is now
     */
    update: (now, { problem, offset = 0 }) => {
      draft = now;
      const { state } = now;
      const [verb, act] = state === "attention" ? ["", "Прибрати"] : state === "paused" ? ["призупинено", "Продовжити"] : ["надсилаємо", "Призупинити"];
      note.textContent = problem ?? draft.problem?.message ?? `${verb}, ${Math.floor(100 * offset / photo.size)} %`;
      button.textContent = act;
      button.setAttribute("aria-label", `${act}: ${photo.name}`);
      row.classList.toggle("photo-wrong", !verb);
      bar.value = offset;
      bar.hidden = !verb;
    },
  };
}

/** `input[data-slot]`: what is chosen for a place of an order goes up by itself. */
export function watchSlots() {
  document.addEventListener("change", async ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.dataset.slot) return;
    const draft = portal.blankDraft({
      kind: "order",
      user: await person(),
      account: target.dataset.slot,
      number: target.dataset.number ?? "",
    });
    const chosen = [...target.files ?? []];
    target.value = "";
    showProblems(target.closest(".slot"), await addPhotos(draft, chosen));
    if (!draft.photos.length) return;
    await portal.changeDraft(draft.uuid, (one) => {
      one.state = "queued";
    });
    sendSoon();
  });
}
