// @ts-check
import { ask, transact } from "./store.js";
import { tell } from "./news.js";

/** @typedef {import("./types.js").Draft} Draft */
/** @typedef {import("./types.js").Photo} Photo */

/** @returns {Promise<Draft[]>} of all people, the oldest first */
export const allDrafts = async () => {
  const found = await transact("readonly", ({ drafts }) => ask(drafts.getAll()));
  return found.sort((/** @type {Draft} */ one, /** @type {Draft} */ other) => one.takenAt - other.takenAt);
};

/**
 * @param {string} uuid
 * @returns {Promise<Draft | undefined>}
 */
export const findDraft = (uuid) => transact("readonly", ({ drafts }) => ask(drafts.get(uuid)));

/**
 * Write a draft, and with it the bytes of a photo. When both do not fit, the numbers are kept all the same.
 * @param {Draft} draft
 * @param {{id: string, bytes: ArrayBuffer}} [photo]
 * @param {string} [instead] the uuid of the draft that it takes the place of
 */
export async function putDraft(draft, photo, instead) {
  await transact("readwrite", async ({ drafts, bytes }) => {
    if (instead) drafts.delete(instead);
    if (photo) bytes.put(photo);
    drafts.put(draft);
  });
  tell();
}

/**
 * Change a draft as it is now; nothing happens when it is gone.
 * @param {string} uuid
 * @param {(draft: Draft) => boolean | void} change false: it is not needed any more
 * @param {import("./news.js").News} [news] what is told of it
 * @returns {Promise<Draft | undefined>}
 */
export async function changeDraft(uuid, change, news) {
  const changed = await transact("readwrite", async ({ drafts, bytes }) => {
    /** @type {Draft | undefined} */
    const draft = await ask(drafts.get(uuid));
    if (!draft) return undefined;
    const before = draft.photos.map(({ id }) => id);
    const stays = change(draft) !== false;
    for (const id of before) {
      if (!stays || !draft.photos.some((photo) => photo.id === id)) bytes.delete(id);
    }
    if (stays) drafts.put(draft);
    else drafts.delete(uuid);
    return stays ? draft : undefined;
  });
  tell(news);
  return changed;
}

/** @param {string} uuid */
export const removeDraft = (uuid) => changeDraft(uuid, () => false);

/**
 * @param {string} id
 * @returns {Promise<ArrayBuffer | undefined>}
 */
export const photoBytes = async (id) => (await transact("readonly", ({ bytes }) => ask(bytes.get(id))))?.bytes;

/**
 * A draft whose numbers change after it was tried to be sent gets another name, as the server may hold the first one
 * already: it says what it replaces, and a moment of taking that is a little later.
 * @param {Draft} draft
 * @returns {Draft}
 */
export const successor = (draft) => draft.tries === 0 ? draft : {
  ...draft,
  uuid: crypto.randomUUID(),
  replaces: draft.uuid,
  takenAt: draft.takenAt + 1,
  tries: 0,
};

/**
 * A draft with nothing in it but what is said of it.
 * @param {Partial<Draft> & Pick<Draft, "kind" | "user" | "account" | "number">} known
 * @returns {Draft}
 */
export const blankDraft = (known) => ({
  uuid: crypto.randomUUID(),
  meter: "",
  values: {},
  labels: {},
  takenAt: Date.now(),
  photos: [],
  confirmed: [],
  replaces: null,
  reading: null,
  state: "draft",
  tries: 0,
  nextAt: 0,
  ...known,
});

/**
 * A photo of a draft, known by the hash of its bytes.
 * @param {ArrayBuffer} bytes
 * @param {string} name
 * @param {string} type
 * @param {number} takenAt ms since 1970
 * @returns {Promise<Photo>}
 */
export async function photoOf(bytes, name, type, takenAt) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return {
    id: crypto.randomUUID(),
    name,
    type,
    size: bytes.byteLength,
    sha256: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    takenAt,
  };
}
