// @ts-check
import { make } from "./make.js";
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
    const count = drafts.filter(({ state }) => state !== "done").length;
    const isLocked = count && mustSignIn;
    const link = make("a", { href: isLocked ? "/sign-in?next=/drafts" : "/drafts" });
    const words = /** @type {Record<string, string>} */ (WORDS)[plural.select(count)];
    link.append(isLocked ? "Увійдіть, щоб надіслати" : !count ? "Прочитайте, як їх зараховано" : needs ? "Потребує уваги" : "Переглянути");
    banner.replaceChildren(count ? `На телефоні ${count} ${words}, ще не передано. ` : "Покази передано. ", link);
  };
  portal.listen(({ progress, signIn, sent }) => {
    if (progress) return;
    if (signIn) mustSignIn = true;
    if (sent) mustSignIn = false;
    look();
  });
  look();
}
