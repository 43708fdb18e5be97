// @ts-check

const OPEN_MENU = "details[data-menu][open]";

/** @param {Node | null} [except] the menus around it stay open */
function closeMenus(except = null) {
  for (const menu of document.querySelectorAll(OPEN_MENU)) {
    if (!menu.contains(except)) menu.removeAttribute("open");
  }
}

/** `details[data-menu]`: one open at a time; Escape, a click outside and leaving by Tab close it. */
export function watchMenus() {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node) closeMenus(event.target);
  });

  document.addEventListener("focusin", (event) => {
    if (event.target instanceof Node) closeMenus(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(OPEN_MENU);
    if (!menu) return;
    closeMenus();
    menu.querySelector("summary")?.focus();
  });

  // The page that Back brings from the browser's memory comes with its menus shut.
  window.addEventListener("pageshow", () => closeMenus());
}
