// @ts-check

/** @param {HTMLFormElement} form */
function tellChoice(form) {
  const button = document.querySelector(`[data-chosen][form="${form.id}"]`);
  if (!(button instanceof HTMLElement)) return;
  button.dataset.words ??= button.textContent ?? "";
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[name=reading]")]);
  const asDrawn = boxes.every((box) => box.checked === box.defaultChecked) && button.dataset.default !== "0";
  const count = boxes.filter((box) => box.checked).length;
  button.textContent = asDrawn ? button.dataset.words : `${button.dataset.chosen} ${count}`;
}

/** The button of `form[data-chosen-form]` says how many rows are ticked, as soon as others are than at first. */
export function watchChoice() {
  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element ? event.target.closest("[data-chosen-form]") : null;
    if (form instanceof HTMLFormElement) tellChoice(form);
  });
}
