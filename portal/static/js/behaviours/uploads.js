// @ts-check
import { whenArrives } from "./arrival.js";
import { photoRow } from "./photos.js";
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
        const row = photoRow(photo, isPaused ? `призупинено, ${percent} %` : `надсилаємо, ${percent} %`, draft.state === "attention" ? [] : [{
          words: isPaused ? "Продовжити" : "Призупинити",
          act: async () => {
            await portal.changeDraft(draft.uuid, (one) => {
              one.state = isPaused ? "queued" : "paused";
              one.nextAt = 0;
            });
            if (isPaused) sendSoon();
          },
        }]);
        const bar = Object.assign(document.createElement("progress"), { max: photo.size, value: photo.offset ?? 0 });
        bar.setAttribute("aria-label", photo.name);
        row.append(bar);
        return row;
      })));
      list.closest("[data-uploads-card]")?.toggleAttribute("hidden", !list.childElementCount);
      if (had && !list.childElementCount) document.body.dispatchEvent(new CustomEvent("files:sent"));
    };
    portal.listen(show);
    show();
  });
}
