// @ts-check

/**
 * Do something with each element that matches: those on the page now, and those that come later.
 * htmx says `htmx:after:process` of every piece that it has put in, our own code `arrived`; `seen` keeps an element
 * from being met twice.
 * @param {string} selector
 * @param {(element: HTMLElement) => void} meet
 */
export function whenArrives(selector, meet) {
  /** @type {WeakSet<Element>} */
  const seen = new WeakSet();

  /** @param {Element} root */
  const look = (root) => {
    for (const element of [root, ...root.querySelectorAll(selector)]) {
      if (element instanceof HTMLElement && element.matches(selector) && !seen.has(element)) {
        seen.add(element);
        meet(element);
      }
    }
  };

  look(document.documentElement);
  for (const name of ["htmx:after:process", "arrived"]) {
    document.addEventListener(name, ({ target }) => {
      if (target instanceof Element) look(target);
    });
  }
}
