// @ts-check
import { portal } from "./portal.js";

const EVERY = 60_000;

/** Let the browser send later even when no page of ours is open. */
export async function wake() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    await /** @type {any} */ (registration)?.sync?.register("outbox");
  } catch {
    // not every browser has it: the pages try by themselves
  }
}

/** Try at once; a page that is closed meanwhile has left it to the browser. */
export function sendSoon() {
  const done = portal.flush();
  wake();
  return done;
}

/** What waits goes out when there may be a network again; what is needed without one is kept. */
export function watchSync() {
  const { user } = document.body.dataset;
  // A page that has come just now knows who is signed in; one that was forgotten in a tab does not.
  if (user) portal.forgetKept(user);
  const look = () => {
    if (!navigator.onLine || document.visibilityState !== "visible") return;
    if (user) portal.keep(user);
    portal.flush().then((done) => {
      if (!done) wake();
    });
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
