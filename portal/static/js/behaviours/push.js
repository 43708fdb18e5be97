// @ts-check
import { portal } from "./portal.js";

/** `[data-push]`: a button with the server's key, there only where the browser can be pushed to. */
export function watchPush() {
  const button = document.querySelector("[data-push]");
  if (!(button instanceof HTMLElement) || !("PushManager" in window)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      const { pushManager } = await navigator.serviceWorker.ready;
      // One for another key of the server would stand in the way.
      await (await pushManager.getSubscription())?.unsubscribe();
      await portal.addDevice(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: button.dataset.push }));
      location.reload();
    } catch {
      document.querySelector("[data-push-problem]")?.removeAttribute("hidden");
    }
  });
}
