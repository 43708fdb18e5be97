// @ts-check

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} button
 * @param {boolean} shown
 */
function setShown(input, button, shown) {
  input.type = shown ? "text" : "password";
  button.textContent = shown ? "Сховати" : "Показати";
  button.setAttribute("aria-label", shown ? "Сховати пароль" : "Показати пароль");
}

/** `data-reveal="<id of the field>"` shows a password and hides it again. */
export function watchReveal() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-reveal]");
    if (!(button instanceof HTMLElement)) return;
    const input = document.getElementById(button.dataset.reveal ?? "");
    if (input instanceof HTMLInputElement) setShown(input, button, input.type === "password");
  });

  // A browser offers to keep only what is in a password field.
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    for (const button of event.target.querySelectorAll("[data-reveal]")) {
      const input = button instanceof HTMLElement && document.getElementById(button.dataset.reveal ?? "");
      if (button instanceof HTMLElement && input instanceof HTMLInputElement) setShown(input, button, false);
    }
  }, true);
}
