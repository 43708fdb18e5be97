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
 * Change a draft as it is now, whoever has changed it meanwhile; nothing happens when there is none.
 * @param {string} uuid
 * @param {(draft: Draft, isThere: boolean) => boolean | "beside" | void} change false: it is not needed any more;
 *   «beside»: the one that is there stays as it is, and this one has another uuid
 * @param {import("./news.js").News} [news] what is told of it
 * @param {Draft} [otherwise] what is changed when there is none; its photos went with it
 * @param {{id: string, bytes: ArrayBuffer}} [photo]
 * @returns {Promise<Draft | undefined>}
 */
export async function changeDraft(uuid, change, news, otherwise, photo) {
  const changed = await transact("readwrite", async ({ drafts, bytes }) => {
    const found = await ask(drafts.get(uuid));
    /** @type {Draft | undefined} */
    const draft = found ?? (otherwise && { ...otherwise, photos: [] });
    if (!draft) return undefined;
    const before = draft.photos.map(({ id }) => id);
    const said = change(draft, Boolean(found));
    const stays = said !== false;
    if (said !== "beside") {
      for (const id of before) {
        if (!stays || !draft.photos.some((one) => one.id === id)) bytes.delete(id);
      }
      if (!stays || draft.uuid !== uuid) drafts.delete(uuid);
    }
    if (photo) bytes.put(photo);
    if (stays) drafts.put(draft);
    return stays ? draft : undefined;
  });
  tell(news);
  return changed;
}

/**
 * Both are on the disk, the photo and that it belongs to the draft, or neither.
 * @param {Draft} draft
 * @param {Photo} photo
 * @param {ArrayBuffer} bytes
 */
export const addPhoto = (draft, photo, bytes) => changeDraft(draft.uuid, (one) => {
  one.photos.push(photo);
}, {}, draft, { id: photo.id, bytes });

/**
 * @param {string} id
 * @returns {Promise<ArrayBuffer | undefined>}
 */
export const photoBytes = async (id) => (await transact("readonly", ({ bytes }) => ask(bytes.get(id))))?.bytes;

/**
 * A draft whose numbers change after it was tried to be sent gets another name, as the server may hold the first one
 * already: it says what it replaces, and a moment of taking that is a little later.
 * @param {Draft} draft changed in place
 * @param {string | null} [replaces]
 */
export const rename = (draft, replaces = draft.uuid) => Object.assign(draft, {
  uuid: crypto.randomUUID(),
  replaces,
  takenAt: draft.takenAt + 1,
  tries: 0,
});

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
