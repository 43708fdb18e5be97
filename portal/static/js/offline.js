// @ts-check
import { showDrafts, showProgress } from "./offline/drafts.js";
import { showForm } from "./offline/form.js";
import { copy, inWordsWithYear, momentInWords, say, show } from "./offline/words.js";

/** @typedef {import("./outbox/types.js").Draft} Draft */
/** @typedef {import("./outbox/kept.js").Kept} Kept */

// app.js, which the page loads before, gives the rows of photos.
const page = /** @type {any} */ (self);
/** @type {import("./outbox.js").Portal} */
const portal = page.portal;

const place = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
const view = place.dataset.offline || location.pathname;
const query = new URLSearchParams(location.search);

/**
 * Where the server's page could not be had: say so, and how old what is shown is.
 * @param {Kept} [kept]
 */
function sayOffline(kept) {
  const strip = document.querySelector("[data-network]");
  if (place.dataset.offline || !strip) return;
  strip.removeAttribute("hidden");
  strip.lastChild?.replaceWith(kept ? say("offline.saved", { moment: momentInWords(kept.at) }) : say("home.title"));
  document.querySelector(`.bar a[href="${view}"]`)?.setAttribute("aria-current", "page");
}

/** @param {Kept} kept */
function showHome(kept) {
  const made = copy("offline-home");
  const list = /** @type {Element} */ (made.querySelector("[data-accounts]"));
  const cards = kept.cards ?? [];
  // Whoever wanted to know whether there is light sees that first.
  const isDark = view === "/outages";
  list.replaceChildren(...(isDark ? cards.concat(kept.accounts) : kept.accounts.concat(cards)).map((account) => {
    const card = copy("offline-account", { number: account.number, address: account.address });
    card.querySelector("[data-lines]")?.replaceChildren(...account.lines.map((line) => (
      copy("offline-line", { values: line.values.join(" / "), on: inWordsWithYear(line.on), status: say(`status.${line.status}`) })
    )));
    return card;
  }));
  if (isDark) list.parentElement?.prepend(list);
  show(place, say("home.title"), made);
}

async function showView() {
  const kept = await portal.kept();
  const user = document.body.dataset.user || kept?.user || "";
  sayOffline(kept);
  const edited = query.get("edit");
  const draft = edited ? await portal.findDraft(edited) : undefined;
  if (draft && draft.user === user && kept) {
    showForm(place, kept, draft.account, draft);
    return;
  }
  if (view === "/drafts") {
    const draw = () => showDrafts(place, portal, user, page.photoRows);
    portal.listen(({ progress }) => progress ? showProgress(place, portal, page.photoRows) : draw());
    await draw();
  } else if (!kept) {
    show(place, say("home.title"), copy("offline-nobody"));
  } else if (view.startsWith("/readings")) {
    showForm(place, kept, query.get("account"));
    performance.mark("form shown");
  } else {
    showHome(kept);
  }
}

showView();
