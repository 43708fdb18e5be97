// @ts-check
import { addPhoto, allDrafts, blankDraft, changeDraft, findDraft, photoBytes, photoOf, rename } from "./outbox/drafts.js";
import { addDevice } from "./outbox/devices.js";
import { flush } from "./outbox/flush.js";
import { forgetKept, keep, kept } from "./outbox/kept.js";
import { askJson } from "./outbox/line.js";
import { listen } from "./outbox/news.js";

// One copy of all this serves the pages and the worker: they load it as a file of its own and find it here.
const portal = { addDevice, addPhoto, allDrafts, askJson, blankDraft, changeDraft, findDraft, flush, forgetKept, keep, kept, listen, photoBytes, photoOf, rename };

/** @typedef {typeof portal} Portal */

Object.assign(self, { portal });
