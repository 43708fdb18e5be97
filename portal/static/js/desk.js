// @ts-check
import { watchChoice } from "./desk/choice.js";
import { watchKeys } from "./desk/keys.js";
import { watchRows } from "./desk/rows.js";
import { watchSelects } from "./desk/selects.js";

watchChoice();
watchSelects();
watchRows();
watchKeys();
