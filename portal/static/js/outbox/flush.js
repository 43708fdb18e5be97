// @ts-check
import { allDrafts, changeDraft, rename } from "./drafts.js";
import { askJson, Later, pauseAfter, Refusal, SignIn } from "./line.js";
import { tell } from "./news.js";
import { upload } from "./upload.js";

/** @typedef {import("./types.js").Draft} Draft */
/** @typedef {{user: string, csrf: string}} Session */

/** @type {Promise<boolean> | undefined} */
let waiting;

/**
 * Send what is queued, the oldest first, one at a time; only one page or worker of this browser does it at once.
 * @returns {Promise<boolean>} whether nothing remains that time alone would help
 */
export function flush() {
  // Who asks while another one waits for the lock is served by it: it looks at the drafts when its turn comes.
  waiting ??= (async () => {
    const inLine = async () => {
      waiting = undefined;
      return sendAll();
    };
    return navigator.locks ? await navigator.locks.request("portal-outbox", inLine) : await inLine();
  })();
  return waiting;
}

/**
 * @param {string} [user]
 * @param {Set<string>} [failed]
 * @returns {Promise<Draft | undefined>}
 */
const nextDue = async (user, failed) => (await allDrafts()).find((draft) => (
  draft.state === "queued" && draft.nextAt <= Date.now() && (!user || draft.user === user) && !failed?.has(draft.uuid)
));

async function sendAll() {
  if (await nextDue()) {
    try {
      await sendDue();
    } catch (error) {
      if (error instanceof SignIn) tell({ signIn: true });
    }
  }
  return !(await allDrafts()).some(({ state }) => state === "queued");
}

async function sendDue() {
  /** @type {Set<string>} what did not go this time, whatever the disk remembers of it */
  const failed = new Set();
  const ask = () => askJson("GET", "/api/v1/session");
  /** @type {Session} */
  let session = await ask();
  let isRenewed = false;
  for (let draft; (draft = await nextDue(session.user, failed));) {
    try {
      await send(draft, session);
    } catch (error) {
      if (!(error instanceof SignIn)) failed.add(draft.uuid);
      else if (isRenewed || error.message !== "csrf") throw error;
      else isRenewed = true;
      // A fresh token. And where the line is cut this ends it: the others need not find that out one by one.
      session = await ask();
    }
  }
}

/**
 * @param {Draft} queued
 * @param {Session} session
 */
async function send(queued, { csrf }) {
  // Written down before the first byte leaves: from now on the server may hold it.
  const draft = await changeDraft(queued.uuid, (one) => {
    one.tries += 1;
  }).catch(() => queued); // a disk that is full keeps nothing from going
  if (!draft || draft.state !== "queued") return;
  try {
    let answer = await put(draft, csrf);
    let uploaded = false;
    for (const photo of draft.photos) {
      if (answer.photos?.[photo.sha256] !== "missing") continue;
      try {
        await upload(draft, photo, csrf);
        uploaded = true;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        photo.problem = error.message;
        await changeDraft(draft.uuid, ({ photos }) => {
          for (const one of photos) if (one.id === photo.id) one.problem = error.message;
        });
      }
    }
    if (uploaded) answer = await put(draft, csrf);
    await settle(draft, answer);
  } catch (error) {
    if (error instanceof SignIn) throw error;
    await changeDraft(draft.uuid, (one) => {
      if (error instanceof Refusal) {
        one.state = "attention";
        one.problem = { code: error.code, message: error.message, codes: error.codes };
        if (error.code === "uuid_reused") rename(one);
      } else {
        // Also what the browser could not read of its own disk: the other drafts go on.
        one.nextAt = Date.now() + Math.max(error instanceof Later ? error.pause : 0, pauseAfter(one.tries));
      }
    });
    if (!(error instanceof Refusal)) throw error;
  }
}

/**
 * @param {Draft} draft
 * @param {string} token
 */
const put = (draft, token) => askJson(
  "PUT",
  `/api/v1/${draft.kind.replace(/s?$/, "s")}/${draft.kind === "order" ? draft.account : draft.uuid}`,
  { "Content-Type": "application/json", "X-CSRFToken": token },
  JSON.stringify({
    account: draft.account,
    ...(draft.kind === "reading" ? {
      meter: draft.meter,
      taken_at: new Date(draft.takenAt).toISOString(),
      values: Object.fromEntries(Object.entries(draft.values).map(([key, value]) => [key, Number(value)])),
      confirmed: draft.confirmed,
      replaces: draft.replaces,
    } : { reading: draft.reading }),
    photos: draft.photos.filter(({ problem }) => !problem).map(({ sha256 }) => sha256),
  }),
);

/**
 * The draft goes only when the server holds the reading and every photo; what it did otherwise than the phone
 * expected, and what it did not take, stays to be read.
 * @param {Draft} draft
 * @param {any} answer
 */
async function settle({ uuid, photos }, answer) {
  let sent = "";
  const rest = await changeDraft(uuid, (draft) => {
    const isHeld = ({ sha256 = "" }) => answer.photos?.[sha256] === "held";
    const refused = draft.photos.filter(({ problem, sha256 }) => problem || answer.photos?.[sha256] === "refused");
    if (refused.length + draft.photos.filter(isHeld).length < draft.photos.length) return true; // one was added meanwhile
    sent = answer.message ?? "Фото й відео надіслано.";
    draft.photos = refused;
    if (refused.length) {
      draft.state = "attention";
      draft.problem = { code: "photos", message: `${draft.kind === "reading" ? "Покази передано, а ці файли — ні." : "Ці файли не надіслано."} ${refused[0].problem ?? "Файл не вдалося прочитати."}` };
      return true;
    }
    if (draft.kind !== "reading" || (["new", "accepted"].includes(answer.status) && draft.expected === answer.reading_date)) return false;
    draft.state = "done";
    draft.told = `${answer.heading}. ${answer.message}`;
    return true;
  });
  if (rest?.state !== "queued") tell({ sent });
  else if (rest.photos.length <= photos.length) throw new Later();
}

