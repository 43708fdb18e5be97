// @ts-check
import { whenArrives } from "./arrival.js";

/** @returns {boolean} whether something on this page was begun that a reload would disturb */
const isDirty = () => [...document.querySelectorAll(":is([data-once],[data-draft]) :is(input:not([type=hidden]),textarea)")].some((field) => {
  const { value, defaultValue } = /** @type {HTMLInputElement} */ (field);
  return value !== defaultValue;
});

/**
 * The worker that opens the portal without a network. A new version takes over at once when nothing was begun here;
 * otherwise `data-update` asks first.
 */
export function watchWorker() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  let agreed = false;
  /** @param {ServiceWorkerRegistration} registration */
  const offer = ({ waiting }) => {
    if (!waiting || !serviceWorker.controller) return;
    if (!isDirty()) {
      waiting.postMessage("take over");
      return;
    }
    const banner = document.querySelector("[data-update]");
    banner?.removeAttribute("hidden");
    banner?.querySelector("button")?.addEventListener("click", () => {
      agreed = true;
      waiting.postMessage("take over");
    });
  };
  serviceWorker.addEventListener("controllerchange", () => {
    if (agreed) location.reload();
  });
  window.addEventListener("load", async () => {
    const registration = await serviceWorker.register("/sw.js");
    offer(registration);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed") offer(registration);
      });
    });
  });
  whenArrives("[data-reload]", (button) => button.addEventListener("click", () => location.reload()));
}
