// @ts-check
import { showToast } from "./errors.js";
import { person, portal } from "./portal.js";

const PATIENCE = 8000;

/** `form[data-sign-out]`: asks first while something is unsent, and leaves nothing of the person's on the phone but that. */
export function watchSignOut() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]")) return;
    event.preventDefault();
    const user = await person();
    const unsent = (await portal.allDrafts().catch(() => [])).filter((draft) => draft.user === user && draft.state !== "done");
    if (unsent.length && !window.confirm(`На цьому телефоні лишилося непередане: ${unsent.length}. Якщо вийти, воно збережеться, а надіслати зможете лише ви, коли ввійдете знову. Вийти?`)) return;
    // Without a network the session would live on, and what is needed without one would be gone.
    const isAway = !navigator.onLine || await portal.askJson("GET", "/api/v1/session", {}, undefined, PATIENCE).then(() => false, ({ message }) => message === "later");
    if (isAway) {
      showToast("Ви ще в кабінеті: щоб вийти, потрібна мережа.");
      return;
    }
    await portal.forgetKept().catch(() => {});
    form.submit();
  });
}
