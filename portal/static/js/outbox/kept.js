// @ts-check
import { askJson } from "./line.js";
import { ask, transact } from "./store.js";
import { tell } from "./news.js";

/**
 * @typedef {object} KeptRegister
 * @property {string} key
 * @property {string} label
 * @property {number} digits
 * @property {boolean} from_grid
 * @property {[string, number][]} values [date, kWh], the newest first
 * @property {[number | null, number]} usual Wh a day, and on how many days that rests
 * @property {Record<string, number>} months Wh by month
 */
/** @typedef {{number: string, zones: string, registers: KeptRegister[]}} KeptMeter */
/** @typedef {{on: string, values: number[], status: string}} KeptLine */
/**
 * @typedef {object} KeptAccount
 * @property {string} ref
 * @property {string} number
 * @property {string} address
 * @property {boolean} served
 * @property {number | null} power_w
 * @property {KeptMeter | null} meter
 * @property {KeptLine[]} lines
 */
/** @typedef {{user: string, chosen: string | null, accounts: KeptAccount[], cards?: KeptAccount[], at: number}} Kept */

const FRESH = 30 * 60_000;

/** One at most: what is kept, or when it was forgotten, with nobody's name. */
const look = () => transact("readonly", (stores) => ask(stores.kept.getAll()));

/** @returns {Promise<Kept | undefined>} of whoever was signed in here last */
export const kept = async () => (await look()).find(({ user }) => user);

/**
 * Keep what this person needs without a network, and nothing of anybody else.
 * @param {string} user
 * @param {boolean} [anew] even though what is there is young
 */
export async function keep(user, anew = false) {
  const [there] = await look();
  if (there?.user === user && !anew && Date.now() - there.at < FRESH) return;
  try {
    const got = await askJson("GET", "/api/v1/kept");
    // The page may be one that was forgotten when somebody else signed in.
    if (got.user !== user) return;
    await transact("readwrite", async (stores) => {
      const [now] = await ask(stores.kept.getAll());
      // Meanwhile the person has signed out, or another one is here.
      if (now && now.user !== user && now.at !== there?.at) return;
      stores.kept.clear();
      stores.kept.put({ ...got, at: Date.now() });
    });
    tell();
  } catch {
    // What was kept before is better than nothing.
  }
}

/**
 * When a person signs out, or another one signs in; an answer that is on its way finds that it was done.
 * @param {string} [but] whose may stay
 */
export const forgetKept = (but) => transact("readwrite", async (stores) => {
  const [there] = await ask(stores.kept.getAll());
  if (but && (!there?.user || there.user === but)) return;
  stores.kept.clear();
  stores.kept.put({ user: "", at: Date.now() });
});
