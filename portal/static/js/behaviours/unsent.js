// @ts-check
import { person, portal } from "./portal.js";

const plural = new Intl.PluralRules("uk");
const WORDS = { one: "запис", few: "записи", many: "записів" };

/** `data-unsent`: how much is on this phone and not with the operator yet, and whether that needs the person. */
export function watchUnsent() {
  let mustSignIn = false;
  const look = async () => {
    const banner = document.querySelector("[data-unsent]");
    if (!banner) return;
    const user = await person();
    const drafts = (await portal.allDrafts()).filter((draft) => draft.user === user && draft.state !== "draft");
    banner.toggleAttribute("hidden", !drafts.length);
    if (!drafts.length) return;
    const needs = drafts.some(({ state }) => state === "attention" || state === "done");
    const link = Object.assign(document.createElement("a"), { href: mustSignIn ? "/sign-in?next=/drafts" : "/drafts" });
    const count = drafts.length;
    const words = /** @type {Record<string, string>} */ (WORDS)[plural.select(count)] ?? WORDS.many;
    link.append(mustSignIn ? "Увійдіть, щоб надіслати" : needs ? "Потребує уваги" : "Переглянути");
    banner.replaceChildren(`На телефоні ${count} ${words}, ще не передано. `, link);
  };
  portal.listen(({ progress, signIn, sent }) => {
    if (progress) return;
    if (signIn) mustSignIn = true;
    if (sent) mustSignIn = false;
    look();
  });
  look();
}
