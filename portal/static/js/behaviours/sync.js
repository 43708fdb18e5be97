// @ts-check
import { portal } from "./portal.js";

const EVERY = 60_000;

/** Try at once, and let the browser try later even when no page of ours is open. */
export async function sendSoon() {
  if (await portal.flush()) return;
  try {
    const registration = await navigator.serviceWorker?.ready;
    await /** @type {any} */ (registration)?.sync?.register("outbox");
  } catch {
    // not every browser has it: the pages try by themselves
  }
}

/** What waits goes out when there may be a network again; what is needed without one is kept. */
export function watchSync() {
  const user = document.body.dataset.user;
  const look = () => {
    if (!navigator.onLine) return;
    if (user) portal.keep(user);
    if (document.visibilityState === "visible") sendSoon();
  };
  for (const name of ["online", "pageshow"]) window.addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("send:now", look);
  setInterval(look, EVERY);
  // The next reading, perhaps without a network, is compared with the one that was sent now.
  const anew = () => {
    if (user) portal.keep(user, true);
  };
  document.addEventListener("reading:sent", anew);
  portal.listen(({ sent }) => {
    if (sent) anew();
  });
}
