// @ts-check
import { whenArrives } from "./arrival.js";
import { addPhotos, inKilobytes, photoRow, showProblems } from "./photos.js";
import { person, portal } from "./portal.js";
import { sendSoon, wake } from "./sync.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */

// While the page itself is sending, the outbox leaves the draft to it; if the page dies, it takes over after that.
const GRACE = 30_000;
const SAVED = "<div class=stack><section class='card card-warning'><h2 tabindex=-1>Збережено на телефоні</h2><p>Надішлемо самі, щойно з’явиться мережа. Сторінку можна закрити.</p><a class='button button-secondary' href=/drafts>Чернетки</a></section></div>";
const NOT_SAVED = ["Не вдалося зберегти на телефоні. Не закривайте сторінку, доки не передасте покази."];

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
  const kind = form.dataset.kind === "photos" ? "photos" : "reading";
  const user = await person();
  if (!user) return;

  const typed = () => Object.fromEntries(registers().filter(({ value }) => value).map(({ name, value }) => [name, value]));

  const found = await portal.findDraft(field("uuid").value) ?? await unfinished();
  let draft = found ?? blank();
  let isKept = Boolean(found);
  // What was promised to go does not go half corrected. Whoever stops in the middle finds it among Чернетки.
  const begun = isWeb || draft.state === "draft"
    ? { state: "draft" }
    : { state: "attention", problem: { message: "Виправлення не завершено." } };
  /** @type {Promise<any>} one change after the other */
  let line = Promise.resolve();
  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  const next = (work) => line = line.then(work, work);

  /**
   * What the person began for this meter and did not finish: for an empty form, or one that the server has given
   * another name, with the same numbers in it.
   * @returns {Promise<Draft | undefined>}
   */
  async function unfinished() {
    const values = JSON.stringify(typed());
    return (await portal.allDrafts()).find((one) => (
      one.state === "draft" && one.user === user && one.account === field("account").value
      && one.kind === kind && one.meter === field("meter").value && (one.replaces ?? "") === field("replaces").value
      && (values === "{}" || values === JSON.stringify(one.values))
    ));
  }

  function blank() {
    return portal.blankDraft({
      ...(field("uuid").value && { uuid: field("uuid").value }),
      kind,
      user,
      account: field("account").value,
      number: form.dataset.number ?? "",
      meter: field("meter").value,
      labels: Object.fromEntries(registers().map((input) => [input.name, input.labels?.[0]?.textContent ?? ""])),
      replaces: field("replaces").value || null,
    });
  }

  /** What the page has asked about these very numbers; see portal/forms/readings.py. */
  function confirmed() {
    const [codes, about] = field("confirmed").value.split(":");
    const numbers = registers().map(({ name, value }) => `${name}=${value}`).sort().join();
    return about === numbers ? codes.split(",").filter(Boolean) : [];
  }

  /**
   * @param {Partial<Draft>} [change]
   * @param {number} [tries] more, when the form itself goes
   * @returns {Promise<boolean>} whether it is on the disk
   */
  const save = (change = {}, tries = 0) => next(async () => {
    try {
      const values = typed();
      const isTyped = JSON.stringify(values) !== JSON.stringify(draft.values);
      const saved = await portal.changeDraft(draft.uuid, (one, isThere) => {
        // Another tab has sent or promised it: that stays, and what is typed here is something else.
        const isTheirs = isTyped && isKept && (!isThere || one.state === "done" || (draft.state === "draft" && one.state !== "draft"));
        if (isTheirs) one.photos = [];
        if (isTyped) {
          // The form of a page replaces nothing by itself: the server does, by the date.
          if (isTheirs || one.tries) portal.rename(one, isWeb ? one.replaces : one.uuid);
          if (draft.state === "draft" && !draft.replaces) one.takenAt = Date.now();
          Object.assign(one, begun, { values, confirmed: [] });
        }
        one.tries += tries;
        Object.assign(one, { expected: form.dataset.expected, reading: field("reading").value || null }, change);
        return isTheirs ? "beside" : one.state !== "draft" || one.photos.length + Object.keys(one.values).length > 0;
      }, {}, draft);
      const { length } = draft.photos;
      draft = saved ?? { ...draft, values, photos: [] };
      isKept = Boolean(saved);
      field("uuid").value = draft.uuid;
      if (draft.photos.length !== length) showPhotos();
      if (isKept) navigator.storage?.persist?.();
      return true;
    } catch {
      showProblems(form, NOT_SAVED);
      return false;
    }
  });

  const list = form.querySelector("[data-photo-list]");
  function showPhotos() {
    list?.replaceChildren(...draft.photos.map((photo) => photoRow(photo, `${inKilobytes(photo.size)}, збережено на телефоні`, "Прибрати", () => remove(photo.id))));
  }

  /** @param {string} id */
  function remove(id) {
    next(() => portal.changeDraft(draft.uuid, (one) => {
      one.photos = one.photos.filter((photo) => photo.id !== id);
    }));
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
    registers()[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field("uuid").value = draft.uuid;
  showPhotos();

  form.addEventListener("input", ({ target }) => {
    if (target !== files) save();
  });
  // The camera may cost the page its life: everything is written before it opens.
  files?.addEventListener("click", () => save());
  files?.addEventListener("change", () => {
    const chosen = [...files.files ?? []];
    files.value = "";
    save();
    next(async () => {
      form.setAttribute("aria-busy", "true");
      showProblems(form, await addPhotos(draft, chosen));
      form.removeAttribute("aria-busy");
      isKept ||= draft.photos.length > 0;
      showPhotos();
    });
  });

  /** The person has said that it may go. Nothing is promised that is not on the disk. @param {Partial<Draft>} [change] */
  const queue = async (change = {}, signIn = false) => {
    if (!await save({ ...change, state: "queued", nextAt: 0, problem: undefined })) return;
    showSaved(signIn);
    await sendSoon();
  };
  let sent = "";
  form.addEventListener("draft:queue", (event) => queue(/** @type {CustomEvent} */ (event).detail));
  form.addEventListener("submit", (event) => {
    if (isWeb) {
      sent = field("uuid").value;
      save({ state: "queued", nextAt: Date.now() + GRACE, confirmed: confirmed() }, 1);
      wake();
    } else if (kind === "photos") {
      event.preventDefault();
      if (draft.photos.length) queue();
      else showProblems(form, ["Виберіть хоча б один файл."]);
    }
  });
  if (!isWeb) return;

  form.addEventListener("htmx:after:request", (event) => {
    if (event.target !== form) return;
    const { status = 0, headers } = /** @type {CustomEvent} */ (event).detail.ctx.response ?? {};
    if (!headers?.has("X-Request-Id")) {
      // A hotel's network, or a gateway: it has nothing to say here.
      event.preventDefault();
      queue();
    } else if (status < 300) next(taken);
    // 400: the page is older than the session, or there is none any more; the outbox asks for a fresh token.
    else if (status < 402 || status === 429 || status >= 500) queue({}, status < 402);
    // 409: the numbers need another name; the form that comes now finds them, and the photos, by what they are about.
    else save({ state: "draft", tries: 0, ...status === 409 && { uuid: crypto.randomUUID() } });
  });
  form.addEventListener("htmx:error", (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail ?? {};
    if (event.target === form && ctx?.text === undefined) queue();
  });

  /** The server has the numbers; the photos follow. */
  async function taken() {
    await portal.changeDraft(draft.state === "queued" ? draft.uuid : sent, (one) => {
      Object.assign(one, { state: "queued", nextAt: 0 });
      return one.photos.length > 0;
    }).catch(() => {}); // a disk that is full: it is sent once more, and nothing comes of that
    sendSoon();
    document.dispatchEvent(new Event("reading:sent"));
  }
}
