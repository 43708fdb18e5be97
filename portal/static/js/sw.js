// @ts-check
// The worker: it opens the portal without a network, and sends what waits when there is one again. The server puts
// SHELL before it, {name, page, files}, and the outbox. Nothing personal is ever in its cache.

/** @type {{name: string, page: string, files: string[]}} */
const shell = /** @type {any} */ (self).SHELL;
/** @type {import("./outbox.js").Portal} */
const portal = /** @type {any} */ (self).portal;
const worker = /** @type {any} */ (self);

// On EDGE a page takes two or three seconds; bars without a line take for ever.
const DEADLINE = 8000;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(fill()));

async function fill() {
  const cache = await caches.open(shell.name);
  // The files have their content in their names: what the browser has of them already is right.
  await cache.addAll([
    new Request(shell.page, { credentials: "omit", cache: "no-cache" }),
    ...shell.files.map((path) => new Request(path, { credentials: "omit" })),
  ]);
}

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== shell.name) await caches.delete(name);
  await worker.clients.claim();
})()));

worker.addEventListener("message", (/** @type {MessageEvent} */ event) => {
  if (event.data === "take over") worker.skipWaiting();
});

worker.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag !== "outbox") return;
  event.waitUntil(portal.flush().then((done) => {
    if (!done) throw new Error("not yet"); // the browser will call again
  }));
});

worker.addEventListener("push", (/** @type {any} */ event) => {
  const { title, ...more } = event.data.json();
  event.waitUntil(worker.registration.showNotification(title, more));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(show(notification.data));
});

/** @param {string} address */
async function show(address) {
  const [open] = await worker.clients.matchAll({ type: "window" });
  // A page that the worker does not serve yet can't be led: another one is opened then.
  if (open) await open.focus().then(() => open.navigate(address)).catch(() => worker.clients.openWindow(address));
  else await worker.clients.openWindow(address);
}

worker.addEventListener("pushsubscriptionchange", (/** @type {any} */ event) => event.waitUntil((async () => {
  const { oldSubscription, newSubscription } = event;
  const subscription = newSubscription ?? (oldSubscription && await worker.registration.pushManager.subscribe(oldSubscription.options));
  if (subscription) await portal.addDevice(subscription);
})()));

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {Request} */
  const request = event.request;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/share") event.respondWith(takeShared(request));
  if (request.method !== "GET") return;
  if (pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.headers.get("HX-Request-Type") === "full") {
    // The page without a network has scripts of its own: the browser goes there as a whole.
    event.respondWith(inTime(request).catch(() => new Response("", { headers: { "HX-Redirect": pathname + search } })));
  }
});

/** @param {Request} request */
const fromShell = async (request) => await caches.match(request) ?? fetch(request);

/** @param {Request} request */
async function inTime(request) {
  const answer = await Promise.race([fetch(request), new Promise((_resolve, reject) => setTimeout(reject, DEADLINE))]);
  // A gateway without the portal behind it: what lies here helps more than its page.
  if (answer.status === 502 || answer.status === 504) throw new Error("away");
  return answer;
}

/**
 * Network first, with a deadline; then what the server has marked as public; then the page without a network.
 * @param {Request} request
 */
async function page(request) {
  try {
    const answer = await inTime(request);
    if (answer.headers.get("Cache-Control")?.startsWith("public")) await keepPublic(request.url);
    return answer;
  } catch {
    return await caches.match(request) ?? await caches.match(shell.page) ?? Response.error();
  }
}

/**
 * As anybody sees it, never the answer that this person got.
 * @param {string} url
 */
async function keepPublic(url) {
  try {
    const answer = await fetch(url, { credentials: "omit" });
    if (answer.ok && answer.headers.get("Cache-Control")?.startsWith("public")) await (await caches.open(shell.name)).put(url, answer);
  } catch {
    // another time
  }
}

/**
 * Photos from the gallery become drafts of the person who is signed in on this phone.
 * @param {Request} request
 */
async function takeShared(request) {
  try {
    const files = /** @type {File[]} */ ((await request.formData()).getAll("photos").filter((one) => one instanceof File));
    const { user, chosen, accounts = [] } = await portal.kept() ?? {};
    const account = accounts.find(({ ref }) => ref === chosen) ?? accounts[0];
    if (!user || !account || !files.length) return Response.redirect("/readings/photos", 303);
    for (const file of files) {
      const bytes = await file.arrayBuffer();
      const { ref, number } = account;
      await portal.addPhoto(
        portal.blankDraft({ kind: "photos", user, account: ref, number, state: "paused" }),
        await portal.photoOf(bytes, file.name, file.type, file.lastModified),
        bytes,
      );
    }
  } catch {
    // The phone is full: Чернетки show what has found a place.
  }
  return Response.redirect("/drafts", 303);
}
