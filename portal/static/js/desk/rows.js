// @ts-check

/** @returns {HTMLElement[]} */
export const queueRows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row instanceof HTMLElement);

/** @returns {HTMLElement | undefined} */
export const currentRow = () => queueRows().find((row) => row.hasAttribute("aria-current"));

/**
 * One row at a time can be reached by Tab; the others by J, K and the arrows.
 * @param {HTMLElement | undefined} current
 */
function markRow(current) {
  for (const row of queueRows()) {
    if (row === current && row.dataset.opened) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    for (const one of row.querySelectorAll("a, input")) {
      if (one instanceof HTMLElement) one.tabIndex = row === current ? 0 : -1;
    }
  }
}

/** @param {HTMLElement | undefined} row */
export function openRow(row) {
  const link = row?.querySelector("[data-open]");
  if (!(link instanceof HTMLElement)) return;
  link.focus();
  link.click();
}

/** The row whose detail is open is the current one; after a decision the next one takes its place. */
export function watchRows() {
  /** Where the row stood that was just decided about by its panel; -1 when none was. */
  let place = -1;

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-row] [data-open]") : null;
    const row = link?.closest("[data-row]");
    // On a narrow screen its panel would stand below all rows: there an order has a page of its own, with a way back.
    if (row instanceof HTMLElement && row.dataset.row && matchMedia("(max-width: 59.9em)").matches) {
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-open]")?.closest("[data-row]") : null;
    if (!(row instanceof HTMLElement)) return;
    row.dataset.opened = "true";
    markRow(row);
  });

  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof Element)) return;
    const current = event.target.closest("[data-detail]") ? currentRow() : undefined;
    place = current ? queueRows().indexOf(current) : -1;
  }, true);

  document.addEventListener("htmx:after:process", (event) => {
    if (!(event.target instanceof Element)) return;
    // On a narrow screen the panel stands below the rows.
    if (event.target.id === "detail" && currentRow()) event.target.scrollIntoView({ block: "nearest" });
    if (!event.target.closest("#queue")) return;
    const rows = queueRows();
    // A row that has a name stays with its panel: there is more than one thing to be done with it.
    const detail = document.querySelector("[data-detail]");
    const own = rows.find((row) => row.dataset.row && detail instanceof HTMLElement && row.dataset.row === detail.dataset.detail);
    if (own) own.dataset.opened = "true";
    markRow(own ?? rows[0]);
    if (place >= 0 && !rows[0]?.dataset.row) openRow(rows[Math.min(place, rows.length - 1)]);
    place = -1;
  });

  markRow(queueRows()[0]);
}
