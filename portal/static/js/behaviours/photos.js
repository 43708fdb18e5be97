// @ts-check
import { make } from "./make.js";
import { portal } from "./portal.js";
import { shrink } from "./shrink.js";

/** @typedef {import("../outbox/types.js").Draft} Draft */
/** @typedef {import("../outbox/types.js").Photo} Photo */

const LARGEST = 16 * 1024 * 1024;
const MOST = 10;

/** @type {Map<string, string>} addresses of pictures that are shown, by photo */
const shown = new Map();

/** @param {number} bytes */
export const inKilobytes = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1000)} кБ` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} МБ`;

/**
 * Add files to a draft; each is kept before the next one is looked at.
 * @param {Draft} draft changed in place
 * @param {Iterable<File>} files
 * @returns {Promise<string[]>} what is wrong with those that were not taken
 */
export async function addPhotos(draft, files) {
  const problems = [];
  for (const file of files) {
    try {
      if (draft.photos.length >= MOST) throw new Error(`можна до ${MOST} файлів`);
      const made = await shrink(file);
      if (made.size > LARGEST) throw new Error("завеликий, можна до 16 МБ");
      const bytes = await made.arrayBuffer();
      const name = made === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg";
      const photo = await portal.photoOf(bytes, name, made.type, file.lastModified || Date.now());
      if (draft.photos.some(({ sha256 }) => sha256 === photo.sha256)) continue;
      draft.photos = (await portal.addPhoto(draft, photo, bytes))?.photos ?? [];
    } catch (error) {
      const { name, message } = /** @type {Error} */ (error);
      problems.push(`${file.name}: ${name === "QuotaExceededError" ? "на телефоні немає місця. Числа збережено, а файл не вмістився" : name === "Error" ? message : "файл не читається"}.`);
    }
  }
  return problems;
}

/**
 * @param {Element | null} place
 * @param {string[]} problems
 */
export function showProblems(place, problems) {
  place?.querySelector("[data-photo-problems]")?.replaceChildren(...problems.map((text) => make("p", { textContent: text, className: "error" })));
}

/**
 * A row of a photo: its picture if there is one, its name, how far it is, and perhaps a button.
 * @param {Photo} photo
 * @param {string} note
 * @param {string} [label] of its button, if it has one
 * @param {() => void} [act]
 */
export function photoRow(photo, note, label, act) {
  const row = make("li", { className: "photo" });
  if (photo.type.startsWith("image/")) {
    const picture = make("img", { alt: "", onerror: () => picture.remove() });
    showPicture(picture, photo);
    row.append(picture);
  }
  const words = make("p");
  words.append(make("strong", { textContent: photo.name }), make("small", { textContent: photo.problem ?? note }));
  row.append(words);
  if (label && act) {
    const button = make("button", { type: "button", className: "button button-quiet button-small", textContent: label, onclick: act });
    button.setAttribute("aria-label", `${label}: ${photo.name}`);
    row.append(button);
  }
  return row;
}

/**
 * @param {HTMLImageElement} picture
 * @param {Photo} photo
 */
async function showPicture(picture, { id, type }) {
  let address = shown.get(id);
  if (!address) {
    const bytes = await portal.photoBytes(id);
    if (!bytes) return;
    address = URL.createObjectURL(new Blob([bytes], { type }));
    shown.set(id, address);
  }
  picture.src = address;
}

/**
 * The photos of a draft where nothing can be done with them, for offline.js.
 * @param {Draft} draft
 */
export const photoRows = (draft) => draft.photos.map((photo) => {
  const percent = Math.floor(100 * (photo.offset ?? 0) / photo.size);
  return photoRow(photo, `${inKilobytes(photo.size)}${percent ? `, надіслано ${percent} %` : ""}`);
});
