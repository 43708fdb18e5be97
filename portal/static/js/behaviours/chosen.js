// @ts-check
import { whenArrives } from "./arrival.js";

/** `data-chosen`: a long list begins where the chosen row is seen; inside a menu, when the menu is opened. */
export function watchChosen() {
  whenArrives("[data-chosen]", (row) => {
    const menu = row.closest("details");
    const show = () => row.scrollIntoView({ block: "nearest" });
    if (menu) menu.addEventListener("toggle", show);
    else show();
  });
}
