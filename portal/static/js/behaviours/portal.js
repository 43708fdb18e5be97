// @ts-check

/** The outbox, which the page loads before: see outbox.js. */
export const portal = /** @type {import("../outbox.js").Portal} */ (/** @type {any} */ (self).portal);

/** The ref of the person whose page this is; without a network, of whoever was signed in last. */
export const person = async () => document.body.dataset.user || (await portal.kept())?.user || "";
