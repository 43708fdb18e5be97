// @ts-check
import { findWarnings, known, meaning, parseValue } from "./checks.js";
import { kyivDay, readingDate, windowAt } from "./dates.js";
import { copy, figure, inWords, inWordsWithYear, say, sayCount, show } from "./words.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */
/** @typedef {import("../outbox/kept.js").Kept} Kept */
/** @typedef {import("../outbox/kept.js").KeptAccount} KeptAccount */
/** @typedef {import("../outbox/kept.js").KeptMeter} KeptMeter */
/** @typedef {import("./checks.js").Read} Read */

/**
 * The readings form without a network: the same checks as the server's, by what the phone keeps.
 * @param {HTMLElement} place
 * @param {Kept} kept
 * @param {string | null} ref of the account
 * @param {Draft} [draft] that is corrected
 */
export function showForm(place, kept, ref, draft) {
  const account = kept.accounts.find((one) => one.ref === (ref ?? kept.chosen)) ?? kept.accounts[0];
  const meter = account?.meter;
  if (!meter) {
    show(place, say("form.title"), copy("no-meter", { number: account?.number ?? "" }));
    return;
  }
  const made = copy("offline-form", { number: account.number, address: account.address, meter: meter.number, zones: meter.zones });
  const form = /** @type {HTMLFormElement} */ (made.querySelector("form"));
  // What waits on the phone keeps the moment at which it was read.
  const day = readingDate(kyivDay(draft && draft.state !== "draft" ? draft.takenAt : Date.now()));
  form.dataset.number = account.number;
  form.dataset.expected = day;
  for (const [name, value] of Object.entries({ account: account.ref, meter: meter.number, uuid: draft?.uuid ?? crypto.randomUUID(), replaces: draft?.replaces ?? "" })) {
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = value;
  }
  form.querySelector("[data-registers]")?.replaceChildren(...meter.registers.map((register) => {
    const { previous, previousOn } = known(register, day);
    const field = copy("offline-register", { label: `${register.label}, кВт·год`, previous: String(previous ?? ""), on: previousOn ? inWordsWithYear(previousOn) : "" });
    field.querySelector(".previous")?.toggleAttribute("hidden", previous === undefined);
    for (const one of field.querySelectorAll("*")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        const ids = one.getAttribute(name);
        if (ids) one.setAttribute(name, ids.replaceAll("register", register.key));
      }
    }
    const input = /** @type {HTMLInputElement} */ (field.querySelector("input"));
    input.name = register.key;
    input.dataset.digits = String(register.digits);
    return field;
  }));
  const others = kept.accounts.filter(({ meter: there }) => there);
  const choice = /** @type {HTMLSelectElement} */ (made.querySelector("[data-account-choice]"));
  choice.closest(".field")?.toggleAttribute("hidden", others.length < 2 || Boolean(draft));
  choice.append(...others.map((one) => new Option(`${one.number}, ${one.address}`, one.ref, false, one.ref === account.ref)));
  choice.addEventListener("change", () => showForm(place, kept, choice.value));
  const dating = /** @type {HTMLElement} */ (made.querySelector("[data-dating]"));
  const open = windowAt(day);
  dating.textContent = open
    ? say("dating.window", { day: inWordsWithYear(day), closes: inWords(open.closes) })
    : say("dating.outside", { day: inWordsWithYear(day) });
  follow(form, account, meter, day);
  show(place, say("form.title"), made);
}

/**
 * @param {HTMLFormElement} form
 * @param {KeptAccount} account
 * @param {KeptMeter} meter
 * @param {string} day
 */
function follow(form, account, meter, day) {
  /** @param {string} key */
  const input = (key) => /** @type {HTMLInputElement} */ (form.elements.namedItem(key));
  const read = () => meter.registers.map((register) => ({ register, ...parseValue(input(register.key).value, register.digits) }));
  let asked = "";

  form.addEventListener("input", () => {
    const meanings = read().flatMap((one) => {
      const found = "value" in one ? meaning(one, day) : null;
      return found ? [{ label: one.register.label, ...found }] : [];
    });
    const place = form.querySelector("[data-meaning]");
    place?.replaceChildren(...meanings.flatMap((one) => {
      const line = document.createElement("p");
      const strong = document.createElement("strong");
      if (meanings.length > 1) line.append(`${one.label}: `);
      strong.append(one.lessBy === null ? `+${figure(one.use ?? 0)} кВт·год` : say("meaning.less", { less: one.lessBy }));
      line.append(strong, " ");
      if (one.lessBy === null) line.append(sayCount("meaning.days", one.days), ", ", say("meaning.per_day", { use: figure((one.use ?? 0) / one.days) }));
      else if (one.use !== null) line.append(say("meaning.past_zero", { use: figure(one.use) }));
      if (!one.aYearAgo || one.lessBy !== null) return [line];
      const before = document.createElement("small");
      before.append(say("meaning.year_ago", { month: say(`month.${Number(one.aYearAgo.month.slice(5))}`), use: figure(one.aYearAgo.wh / 1000) }));
      return [line, before];
    }));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = read();
    for (const one of found) tellError(input(one.register.key), "code" in one ? say(`error.${one.code}`, { ...one }) || say(`error.${one.code}.${one.register.digits}`) : "");
    const wrong = found.find((one) => "code" in one);
    if (wrong) {
      input(wrong.register.key).focus();
      return;
    }
    const reads = /** @type {Read[]} */ (found);
    const warnings = findWarnings(reads, day, account.power_w);
    const question = JSON.stringify([warnings, reads.map(({ value }) => value)]);
    const place = /** @type {HTMLElement} */ (form.querySelector("[data-questions]"));
    if (warnings.length && asked !== question) {
      asked = question;
      place.hidden = false;
      place.querySelector("[data-question-list]")?.replaceChildren(...warnings.map((one) => {
        const label = meter.registers.length > 1 && meter.registers.find(({ key }) => key === one.register)?.label;
        const numbers = one.previous === undefined ? "" : `${say("warning.numbers", { ...one })} `;
        return Object.assign(document.createElement("p"), { textContent: `${label ? `${label}: ` : ""}${numbers}${say(`warning.${one.code}`, { ...one })}` });
      }));
      place.focus();
      return;
    }
    for (const { register, value } of reads) input(register.key).value = String(value);
    form.dispatchEvent(new CustomEvent("draft:queue", { detail: { confirmed: warnings.map(({ code }) => code) } }));
  });
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function tellError(input, text) {
  const place = /** @type {HTMLElement} */ (document.getElementById(`${input.id}-error`));
  place.textContent = text;
  place.hidden = !text;
  input.closest(".field")?.classList.toggle("field-wrong", !place.hidden);
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

