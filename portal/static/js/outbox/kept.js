// @ts-check
import { askJson, Later, Refusal, SignIn } from "./line.js";
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

/** @returns {Promise<Kept | undefined>} of whoever was signed in here last */
export const kept = async () => (await transact("readonly", (stores) => ask(stores.kept.getAll())))[0];

/**
 * Keep what this person needs without a network, and nothing of anybody else.
 * @param {string} user
 * @param {boolean} [anew] even though what is there is young
 */
export async function keep(user, anew = false) {
  const there = await kept();
  if (there?.user === user && !anew && Date.now() - there.at < FRESH) return;
  if (there && there.user !== user) await forgetKept();
  try {
    const got = await askJson("GET", "/api/v1/kept");
    if (got.user !== user) return;
    await transact("readwrite", async (stores) => ask(stores.kept.put({ ...got, at: Date.now() })));
    tell();
  } catch (error) {
    // What was kept before is better than nothing.
    if (!(error instanceof Later || error instanceof SignIn || error instanceof Refusal)) throw error;
  }
}

/** When a person signs out, or another one signs in. */
export const forgetKept = () => transact("readwrite", async (stores) => ask(stores.kept.clear()));
