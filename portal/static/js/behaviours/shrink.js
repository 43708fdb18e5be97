// @ts-check

const LONGEST_SIDE = 1600;
const MOST_BYTES = 300_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

/**
 * A photo as small as it may be and still be read: JPEG, at most 300 kB. What this browser can't decode (HEIC), and
 * what is no picture, stays as it is.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
export async function shrink(file) {
  if (file.type.startsWith("video/")) return file;
  try {
    const picture = await createImageBitmap(file);
    let smallest = null;
    for (let side = LONGEST_SIDE; side >= LONGEST_SIDE / 2; side *= 0.7) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      for (const quality of QUALITIES) {
        /** @type {Blob | null} */
        const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
        if (made && made.size <= MOST_BYTES) return made;
        smallest = made ?? smallest;
      }
    }
    return smallest ?? file;
  } catch {
    return file;
  }
}
