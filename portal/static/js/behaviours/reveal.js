// @ts-check

/**
 * @param {Element} button
 * @param {boolean} [isShown] none: the other way round
 */
function turn(button, isShown) {
  const input = document.getElementById(button.getAttribute("data-reveal") ?? "");
  if (!(input instanceof HTMLInputElement)) return;
  isShown ??= input.type === "password";
  input.type = isShown ? "text" : "password";
  button.textContent = isShown ? "Сховати" : "Показати";
  button.setAttribute("aria-label", `${button.textContent} пароль`);
}

/** `data-reveal="<id of the field>"` shows a password and hides it again. */
export function watchReveal() {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-reveal]");
    if (button) turn(button);
  });

  // A browser offers to keep only what is in a password field.
  document.addEventListener("submit", ({ target }) => {
    if (target instanceof Element) for (const button of target.querySelectorAll("[data-reveal]")) turn(button, false);
  }, true);
}
