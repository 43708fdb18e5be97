// @ts-check
import { changeDraft, findDraft, photoBytes } from "./drafts.js";
import { exchange, Later, Refusal } from "./line.js";
import { PIECE } from "./types.js";

/** @typedef {import("./types.js").Draft} Draft */
/** @typedef {import("./types.js").Photo} Photo */

const FIRST_PIECE = PIECE / 4;
// A piece that takes no longer may be followed by one twice its size.
const QUICK = 4000;
const PIECE_TIMEOUT = 120_000;

/** @param {ArrayBuffer | Uint8Array} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/**
 * Bring a photo up by tus 1.0, in pieces, from where it broke off.
 * @param {Draft} draft
 * @param {Photo} photo
 * @param {string} token
 */
export async function upload(draft, photo, token) {
  const bytes = await photoBytes(photo.id);
  if (!bytes) throw new Refusal("lost", "Файл на телефоні не зберігся. Додайте його ще раз.");
  const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
  /** @param {Partial<Photo>} known */
  const remember = (known) => changeDraft(draft.uuid, ({ photos }) => {
    Object.assign(photos.find(({ id }) => id === photo.id) ?? {}, known);
  }, { progress: true });
  let { url, offset } = (photo.url && await resume(photo.url, headers)) || await begin(photo, headers);
  await remember({ url, offset });
  for (let size = FIRST_PIECE; offset < bytes.byteLength;) {
    if ((await findDraft(draft.uuid))?.state !== "queued") throw new Later();
    const piece = bytes.slice(offset, offset + size);
    const began = Date.now();
    try {
      const checksum = base64(await crypto.subtle.digest("SHA-256", piece));
      const answer = await exchange("PATCH", url, {
        ...headers,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(offset),
        "Upload-Checksum": `sha256 ${checksum}`,
      }, piece, PIECE_TIMEOUT);
      offset = Number(answer.headers.get("Upload-Offset") ?? offset + piece.byteLength);
    } catch (error) {
      // Somebody else has sent this piece, it was garbled, or the upload was forgotten: look what is there, next time.
      if (error instanceof Refusal && ["offset", "locked", "checksum_mismatch", "gone", "not_found"].includes(error.code)) throw new Later();
      throw error;
    }
    if (Date.now() - began < QUICK) size = Math.min(2 * size, PIECE);
    await remember({ offset });
  }
}

/**
 * @param {string} url
 * @param {Record<string, string>} headers
 * @returns {Promise<{url: string, offset: number} | undefined>} undefined: the server has forgotten it
 */
async function resume(url, headers) {
  try {
    const answer = await exchange("HEAD", url, headers);
    return { url, offset: Number(answer.headers.get("Upload-Offset")) };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * @param {Photo} photo
 * @param {Record<string, string>} headers
 * @returns {Promise<{url: string, offset: number}>}
 */
async function begin(photo, headers) {
  const metadata = { filename: photo.name, sha256: photo.sha256, taken_at: new Date(photo.takenAt).toISOString() };
  const answer = await exchange("POST", "/files", {
    ...headers,
    "Upload-Length": String(photo.size),
    "Upload-Metadata": Object.entries(metadata).map(([name, value]) => `${name} ${base64(new TextEncoder().encode(value))}`).join(),
  });
  const url = new URL(answer.headers.get("Location") ?? "", location.href).pathname;
  // The same bytes of the same person may be there already, in whole or in part.
  return await resume(url, headers) ?? { url, offset: 0 };
}
