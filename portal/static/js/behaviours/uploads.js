// @ts-check
import { whenArrives } from "./arrival.js";
import { addPhotos, photoRow, showProblems } from "./photos.js";
import { person, portal } from "./portal.js";
import { sendSoon } from "./sync.js";

/** `data-uploads="<ref of an account>"`: the files that are on their way, each with how far it is, to be held and let go on. */
export function watchUploads() {
  whenArrives("[data-uploads]", (list) => {
    const show = async () => {
      const user = await person();
      const drafts = (await portal.allDrafts()).filter((draft) => (
        draft.user === user && draft.account === list.dataset.uploads && draft.state !== "draft"
      ));
      const had = list.childElementCount;
      list.replaceChildren(...drafts.flatMap((draft) => draft.photos.map((photo) => {
        const isPaused = draft.state === "paused";
        const percent = Math.floor(100 * (photo.offset ?? 0) / photo.size);
        const note = draft.problem?.message ?? `${isPaused ? "призупинено" : "надсилаємо"}, ${percent} %`;
        const row = photoRow(photo, note, [draft.state === "attention" ? {
          words: "Прибрати",
          act: () => portal.removeDraft(draft.uuid),
        } : {
          words: isPaused ? "Продовжити" : "Призупинити",
          act: async () => {
            await portal.changeDraft(draft.uuid, (one) => {
              one.state = isPaused ? "queued" : "paused";
              one.nextAt = 0;
            });
            if (isPaused) sendSoon();
          },
        }]);
        row.classList.toggle("photo-wrong", draft.state === "attention");
        if (draft.state === "attention") return row;
        const bar = Object.assign(document.createElement("progress"), { max: photo.size, value: photo.offset ?? 0 });
        bar.setAttribute("aria-label", photo.name);
        row.append(bar);
        return row;
      })));
      list.closest("[data-uploads-card='']")?.toggleAttribute("hidden", !list.childElementCount);
      if (list.childElementCount < had) document.body.dispatchEvent(new CustomEvent("files:sent"));
    };
    portal.listen(show);
    show();
  });
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
