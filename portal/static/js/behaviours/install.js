// @ts-check

const DISMISSED = "install-dismissed";

/** An invitation to put the portal on the home screen: once, after a reading was sent, to those whose phone can. */
export function watchInstall() {
  /** @type {any} */
  let prompt = null;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
  });
  document.addEventListener("reading:sent", async () => {
    const isInstalled = matchMedia("(display-mode: standalone)").matches;
    const isApple = /iPhone|iPad/.test(navigator.userAgent);
    if (isInstalled || localStorage.getItem(DISMISSED) || !(prompt || isApple)) return;
    const answer = await fetch("/install/invitation").catch(() => null);
    if (answer?.ok) document.getElementById("sending")?.insertAdjacentHTML("beforeend", await answer.text());
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-install]");
    if (!(button instanceof HTMLElement)) return;
    localStorage.setItem(DISMISSED, "1");
    document.getElementById("invitation")?.remove();
    if (button.dataset.install !== "now" || !prompt) return;
    event.preventDefault();
    prompt.prompt();
  });
}
