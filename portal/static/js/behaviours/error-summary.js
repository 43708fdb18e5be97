// @ts-check
import { whenArrives } from "./arrival.js";

export const ERROR_PREFIX = "Помилка: ";

/** The summary of errors takes the focus, and the title of the page says that there are some. */
export function watchErrorSummary() {
  whenArrives("[data-error-summary]", (summary) => {
    if (!document.title.startsWith(ERROR_PREFIX)) document.title = ERROR_PREFIX + document.title;
    summary.focus();
  });
}
