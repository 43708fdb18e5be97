// @ts-check
import { watchErrorSummary } from "./behaviours/error-summary.js";
import { watchFocus } from "./behaviours/focus.js";
import { watchReveal } from "./behaviours/reveal.js";
import { watchMenus } from "./behaviours/menus.js";
import { watchSending } from "./behaviours/once.js";
import { watchDigits } from "./behaviours/digits.js";
import { watchErrors } from "./behaviours/errors.js";
import { watchNetwork } from "./behaviours/network.js";
import { watchDrafts } from "./behaviours/draft.js";
import { watchInstall } from "./behaviours/install.js";
import { photoRows } from "./behaviours/photos.js";
import { watchPush } from "./behaviours/push.js";
import { watchSignOut } from "./behaviours/sign-out.js";
import { watchSync } from "./behaviours/sync.js";
import { watchUnsent } from "./behaviours/unsent.js";
import { watchSlots, watchUploads } from "./behaviours/uploads.js";
import { watchWorker } from "./behaviours/worker.js";
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
watchDrafts();
watchUploads();
watchSlots();
watchUnsent();
watchSignOut();
watchInstall();
watchPush();
watchSync();
watchWorker();
watchChosen();

// For offline.js, which draws the pages without a network.
Object.assign(self, { photoRows });
