// @ts-check
import { whenArrives } from "./arrival.js";
import { ERROR_PREFIX } from "./error-summary.js";

/** What was said after sending a form takes the focus: it stands where the form was, or above it. */
export function watchFocus() {
  whenArrives("[data-focus]", (said) => {
    if (!document.querySelector("[data-error-summary]")) {
      document.title = document.title.replace(ERROR_PREFIX, "");
    }
    said.focus();
  });
}
