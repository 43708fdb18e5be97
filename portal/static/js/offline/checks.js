// @ts-check
import { daysBetween, daysLater, monthsBefore } from "./dates.js";

// The same rules as portal/domain/readings/checks.py; tests/cases/readings.json holds both to it.
const JUMP_FACTOR = 3;
const JUMP_LEAST_DAYS = 60;
const JUMP_LEAST_KWH = 50;
const MONTHS_WITHOUT_USE = 2;

/** @typedef {import("../outbox/kept.js").KeptRegister} KeptRegister */
/** @typedef {{register: KeptRegister, value: number}} Read */
/** @typedef {{code: string, register: string | null, previous?: number, value?: number, use: number}} Warning */

/**
 * @param {string} typed
 * @param {number} digits
 * @returns {{value: number} | {code: string, whole?: string}}
 */
export function parseValue(typed, digits) {
  const plain = typed.slice(0, 64).normalize("NFKC").replace(/\s/g, "");
  if (!plain) return { code: "missing" };
  if (/^[-−–]\d+$/.test(plain)) return { code: "negative" };
  const fraction = /^(\d+)[.,]\d*$/.exec(plain);
  if (fraction) return { code: "fraction", whole: String(Number(fraction[1])) };
  if (!/^\d+$/.test(plain)) return { code: "not_a_number" };
  const value = plain.replace(/^0+(?=\d)/, "");
  return value.length > digits ? { code: "too_many_digits" } : { value: Number(value) };
}

/**
 * What is known of a register before a day.
 * @param {KeptRegister} register
 * @param {string} day
 */
export function known({ values, usual: [usual, usualDays] }, day) {
  const earlier = values.filter(([on]) => on < day);
  const [previousOn, previous] = earlier[0] ?? [];
  let unchangedSince = previousOn;
  for (const [on, value] of earlier) {
    if (value !== previous) break;
    unchangedSince = on;
  }
  return { previous, previousOn, unchangedSince, usual, usualDays };
}

/**
 * @param {Read} read
 * @param {string} day
 */
function useSince({ register, value }, day) {
  const { previous, previousOn } = known(register, day);
  return {
    use: previous === undefined || value < previous ? 0 : value - previous,
    days: previousOn ? Math.max(1, daysBetween(previousOn, day)) : 1,
  };
}

/**
 * What a person is asked about before these values are taken: only the gravest kind of question.
 * @param {Read[]} reads
 * @param {string} day
 * @param {number | null} power of the connection, in watts
 * @returns {Warning[]}
 */
export function findWarnings(reads, day, power) {
  const fromGrid = reads.filter(({ register }) => register.from_grid);
  /**
   * @param {string} code
   * @param {Read[]} about
   * @returns {Warning}
   */
  const aboutAll = (code, about) => {
    const use = about.reduce((sum, one) => sum + useSince(one, day).use, 0);
    return about.length === 1 ? aboutOne(code, about[0]) : { code, register: null, use };
  };
  /**
   * @param {string} code
   * @param {Read} read
   * @returns {Warning}
   */
  const aboutOne = (code, read) => ({
    code,
    register: read.register.key,
    previous: known(read.register, day).previous,
    value: read.value,
    use: useSince(read, day).use,
  });

  const less = reads.filter(({ register, value }) => value < (known(register, day).previous ?? 0));
  if (less.length) return less.map((one) => ({ ...aboutOne("less_than_previous", one), use: 0 }));

  const counted = fromGrid.filter(({ register }) => known(register, day).previous !== undefined);
  const watts = counted.reduce((sum, one) => {
    const { use, days } = useSince(one, day);
    return sum + use * 1000 / (24 * days);
  }, 0);
  if (power !== null && watts > power) return [aboutAll("over_capacity", counted)];

  const jumps = reads.filter((one) => {
    const { usual, usualDays } = known(one.register, day);
    const { use, days } = useSince(one, day);
    return usual !== null && usualDays >= JUMP_LEAST_DAYS && use >= JUMP_LEAST_KWH && use * 1000 / days > JUMP_FACTOR * usual;
  });
  if (jumps.length) return jumps.map((one) => aboutOne("jump", one));

  const since = monthsBefore(day, MONTHS_WITHOUT_USE);
  const stands = fromGrid.every(({ register, value }) => {
    const { previous, unchangedSince } = known(register, day);
    return value === previous && unchangedSince !== undefined && unchangedSince <= since;
  });
  return fromGrid.length && stands ? [aboutAll("no_use", fromGrid)] : [];
}

/**
 * What a value means: null where nothing is known to compare it with.
 * @param {Read} read
 * @param {string} day
 */
export function meaning({ register, value }, day) {
  const { previous, previousOn } = known(register, day);
  if (previous === undefined || previousOn === undefined) return null;
  const capacity = 10 ** register.digits;
  const lessBy = value < previous ? previous - value : null;
  const isPastZero = value < Math.floor(capacity / 10) && previous >= capacity - Math.floor(capacity / 10);
  const closed = daysLater(day, -1);
  const month = `${Number(closed.slice(0, 4)) - 1}${closed.slice(4, 7)}`;
  const wh = register.months[month];
  return {
    use: lessBy === null || isPastZero ? (value - previous + capacity) % capacity : null,
    days: Math.max(1, daysBetween(previousOn, day)),
    lessBy,
    aYearAgo: wh === undefined ? null : { month, wh },
  };
}
