// @ts-check

/** After this a form that got no answer may be sent again: the person has stopped the page, or the line has died. */
const SENDING_AT_MOST = 20_000;

/**
 * The buttons keep the focus and their values: they are only said to be disabled.
 * @param {Element} form
 * @param {boolean} sending
 */
function setSending(form, sending) {
  form.toggleAttribute("data-sending", sending);
  form.setAttribute("aria-busy", String(sending));
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", String(sending));
}

/** `form[data-once]` is sent once; it is free again when it was answered or shown anew. */
export function watchSending() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-once]")) return;
    if (form.matches("[data-sending]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    setSending(form, true);
    setTimeout(() => setSending(form, false), SENDING_AT_MOST);
  }, true);

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-sending]")) setSending(form, false);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-sending]")) setSending(event.target, false);
  });
}
