// @ts-check
import { person, portal } from "./portal.js";

/** `form[data-sign-out]`: asks first while something is unsent, and leaves nothing of the person's on the phone but that. */
export function watchSignOut() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]")) return;
    event.preventDefault();
    const user = await person();
    const unsent = (await portal.allDrafts().catch(() => [])).filter((draft) => draft.user === user && draft.state !== "done");
    if (unsent.length && !window.confirm(`На цьому телефоні лишилося непередане: ${unsent.length}. Якщо вийти, воно збережеться, а надіслати зможете лише ви, коли ввійдете знову. Вийти?`)) return;
    await portal.forgetKept().catch(() => {});
    form.submit();
  });
}
