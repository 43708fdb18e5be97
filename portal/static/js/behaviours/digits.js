// @ts-check

/**
 * `input[data-digits]` takes digits only. What is typed after a comma is dropped as well: a meter's «32108,4»
 * must not become 321084.
 */
export function watchDigits() {
  /** @type {WeakMap<HTMLInputElement, string>} the whole part of a field whose comma was typed */
  const whole = new WeakMap();

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.matches("[data-digits]")) return;
    const [before, after] = input.value.split(/[.,]/, 2);
    const kept = whole.get(input);
    let digits = before.replace(/\D/g, "");
    if (after !== undefined) whole.set(input, digits);
    else if (kept !== undefined && digits.length > kept.length && digits.startsWith(kept)) digits = kept;
    else whole.delete(input);
    if (digits === input.value) return;
    const place = (input.selectionStart ?? digits.length) - (input.value.length - digits.length);
    input.value = digits;
    input.setSelectionRange(Math.max(place, 0), Math.max(place, 0));
  }, true);
}
