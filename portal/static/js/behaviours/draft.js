// @ts-check
import { whenArrives } from "./arrival.js";
import { addPhotos, inKilobytes, photoRow, showProblems } from "./photos.js";
import { person, portal } from "./portal.js";
import { sendSoon } from "./sync.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */

// While the page itself is sending, the outbox leaves the draft to it; if the page dies, it takes over after that.
const GRACE = 30_000;
const SAVED = "<div class=stack><section class='card card-warning'><h2 tabindex=-1>Збережено на телефоні</h2><p>Надішлемо самі, щойно з’явиться мережа. Сторінку можна закрити.</p><a class='button button-secondary' href=/drafts>Чернетки</a></section></div>";

/**
 * `form[data-draft]`: what is typed and photographed is on the phone's disk after each keystroke, and before the
 * camera opens. `web`: htmx sends the form, the outbox what it could not and the photos; `offline`: the outbox alone.
 */
export function watchDrafts() {
  whenArrives("form[data-draft]", (form) => {
    if (form instanceof HTMLFormElement) follow(form);
  });
}

/** @param {HTMLFormElement} form */
async function follow(form) {
  const files = /** @type {HTMLInputElement | null} */ (form.querySelector("[type=file]"));
  try {
    await portal.allDrafts();
  } catch {
    return; // a browser that keeps nothing: the plain form takes the files along
  }
  // The outbox sends the files: in pieces, and from where a bad line broke them off.
  files?.removeAttribute("name");
  form.removeAttribute("enctype");

  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name) ?? document.createElement("input"));
  const registers = () => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[data-digits]")]);
  const isWeb = form.dataset.draft === "web";
  const user = await person();
  if (!user) return;

  /** @type {Draft} */
  let draft = await portal.findDraft(field("uuid").value) ?? await unfinished() ?? blank();
  /** @type {Promise<unknown>} one change after the other */
  let line = Promise.resolve();

  /** @returns {Promise<Draft | undefined>} what the person began for this meter and did not finish */
  async function unfinished() {
    if (field("replaces").value || registers().some(({ value }) => value)) return undefined;
    return (await portal.allDrafts()).find((one) => (
      one.state === "draft" && one.user === user && one.account === field("account").value
      && one.kind === kind() && one.meter === field("meter").value && !one.replaces
    ));
  }

  function kind() {
    return form.dataset.kind === "photos" ? "photos" : "reading";
  }

  function blank() {
    return portal.blankDraft({
      ...(field("uuid").value && { uuid: field("uuid").value }),
      kind: kind(),
      user,
      account: field("account").value,
      number: form.dataset.number ?? "",
      meter: field("meter").value,
      labels: Object.fromEntries(registers().map((input) => [input.name, input.labels?.[0]?.textContent ?? ""])),
      replaces: field("replaces").value || null,
    });
  }

  function read() {
    const values = Object.fromEntries(registers().map(({ name, value }) => [name, value]).filter(([, value]) => value));
    if (JSON.stringify(values) !== JSON.stringify(draft.values)) {
      const before = draft;
      draft = { ...portal.successor(draft), values, confirmed: [] };
      if (!before.replaces && before.tries === 0) draft.takenAt = Date.now();
      if (draft !== before && before.uuid !== draft.uuid) instead = before.uuid;
      field("uuid").value = draft.uuid;
    }
    draft.expected = form.dataset.expected;
    draft.reading = field("reading").value || null;
  }
  let instead = /** @type {string | undefined} */ (undefined);

  /** What the page has asked about these very numbers; see portal/forms/readings.py. */
  function confirmed() {
    const [codes, about] = field("confirmed").value.split(":");
    const numbers = registers().map(({ name, value }) => `${name}=${value}`).sort().join();
    return about === numbers ? codes.split(",").filter(Boolean) : [];
  }

  /** @param {Partial<Draft>} [change] */
  const save = (change = {}) => {
    line = line.then(async () => {
      read();
      Object.assign(draft, change);
      const isEmpty = draft.state === "draft" && !draft.photos.length && !Object.keys(draft.values).length;
      if (isEmpty) await portal.removeDraft(draft.uuid);
      else await portal.putDraft(draft, undefined, instead);
      instead = undefined;
      if (!isEmpty) navigator.storage?.persist?.();
    }).catch(() => showProblems(form, ["На телефоні немає місця: не закривайте сторінку, доки не передасте покази."]));
    return line;
  };

  const list = form.querySelector("[data-photo-list]");
  function showPhotos() {
    list?.replaceChildren(...draft.photos.map((photo) => photoRow(photo, `${inKilobytes(photo.size)}, збережено на телефоні`, [{
      words: "Прибрати",
      act: () => remove(photo.id),
    }])));
  }

  /** @param {string} id */
  function remove(id) {
    line = line.then(async () => {
      draft.photos = draft.photos.filter((photo) => photo.id !== id);
      await portal.changeDraft(draft.uuid, (one) => {
        one.photos = one.photos.filter((photo) => photo.id !== id);
      });
      showPhotos();
    });
    save();
  }

  /** @param {boolean} signIn whether the session is gone, not the network */
  function showSaved(signIn) {
    const place = form.closest("#sending") ?? form;
    place.innerHTML = signIn ? SAVED.replace("щойно з’явиться мережа", "щойно ви ввійдете в кабінет ще раз") : SAVED;
    place.querySelector("h2")?.focus();
  }

  if (Object.keys(draft.values).length && !registers().some(({ value }) => value)) {
    for (const input of registers()) input.value = draft.values[input.name] ?? "";
    field("uuid").value = draft.uuid;
    registers()[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  showPhotos();

  form.addEventListener("input", ({ target }) => {
    if (target !== files) save();
  });
  // The camera may cost the page its life: everything is written before it opens.
  files?.addEventListener("click", () => save());
  files?.addEventListener("change", () => {
    const chosen = [...files.files ?? []];
    files.value = "";
    line = line.then(async () => {
      read();
      form.setAttribute("aria-busy", "true");
      showProblems(form, await addPhotos(draft, chosen));
      form.removeAttribute("aria-busy");
      showPhotos();
    });
  });

  /** The person has said that it may go. @param {Partial<Draft>} [change] */
  const queue = async (change = {}, signIn = false) => {
    await save({ ...change, state: "queued", nextAt: 0, problem: undefined });
    showSaved(signIn);
    await sendSoon();
  };
  form.addEventListener("draft:queue", (event) => queue(/** @type {CustomEvent} */ (event).detail));
  form.addEventListener("submit", (event) => {
    if (isWeb) {
      save({ state: "queued", nextAt: Date.now() + GRACE, confirmed: confirmed() });
    } else if (kind() === "photos") {
      event.preventDefault();
      if (draft.photos.length) queue();
      else showProblems(form, ["Виберіть хоча б один файл."]);
    }
  });
  if (!isWeb) return;

  form.addEventListener("htmx:after:request", (event) => {
    if (event.target !== form) return;
    const status = /** @type {CustomEvent} */ (event).detail?.ctx?.response?.status ?? 0;
    if (status < 300) line = line.then(taken);
    // 400: the page is older than the session, or there is none any more; the outbox asks for a fresh token.
    else if (status < 402 || status === 429 || status >= 500) queue({}, status < 402);
    else save({ state: "draft", tries: 0 });
  });
  form.addEventListener("htmx:error", (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail ?? {};
    if (event.target === form && !ctx?.response) queue();
  });

  /** The server has the numbers; the photos follow. */
  async function taken() {
    if (draft.photos.length) await portal.changeDraft(draft.uuid, (one) => {
      one.nextAt = 0;
    });
    else await portal.removeDraft(draft.uuid);
    sendSoon();
    form.dispatchEvent(new CustomEvent("reading:sent", { bubbles: true }));
  }
}
