// @ts-check
import { watchErrorSummary } from "./behaviours/error-summary.js";
import { watchFocus } from "./behaviours/focus.js";
import { watchReveal } from "./behaviours/reveal.js";
import { watchMenus } from "./behaviours/menus.js";
import { watchSending } from "./behaviours/once.js";
import { watchDigits } from "./behaviours/digits.js";
import { watchErrors } from "./behaviours/errors.js";
import { watchNetwork } from "./behaviours/network.js";
import { watchChosen } from "./behaviours/chosen.js";

// What needs JS is drawn only now: without it there is no button that does nothing.
document.documentElement.classList.add("js");

watchErrorSummary();
watchFocus();
watchReveal();
watchMenus();
watchSending();
watchDigits();
watchErrors();
watchNetwork();
watchChosen();
