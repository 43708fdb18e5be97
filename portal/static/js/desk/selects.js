// @ts-check

/** `select[data-submits]` sends its form when something else is chosen; without scripts there is a button. */
export function watchSelects() {
  document.addEventListener("change", (event) => {
    const select = event.target;
    if (select instanceof HTMLSelectElement && select.matches("[data-submits]")) select.form?.requestSubmit();
  });
}
