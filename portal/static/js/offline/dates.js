// @ts-check

// П. 8.6.3 of the commercial metering code, as portal/domain/readings/window.py has it. Days are «2026-11-30».
const DAYS_BEFORE = 2;
const DAYS_AFTER = 3;
const DAY = 86_400_000;

/** @param {string} day */
const number = (day) => Date.parse(`${day}T00:00Z`) / DAY;

/** @param {number} days */
const named = (days) => new Date(days * DAY).toISOString().slice(0, 10);

/**
 * @param {string} day
 * @param {number} days
 */
export const daysLater = (day, days) => named(number(day) + days);

/**
 * @param {string} from
 * @param {string} to
 */
export const daysBetween = (from, to) => number(to) - number(from);

// Older phones know the time zone by the older spelling only.
const inKyiv = new Intl.DateTimeFormat("en", { timeZone: "Europe/Kiev", year: "numeric", month: "2-digit", day: "2-digit" });

/**
 * The date in Kyiv, put together from its parts: in which order a language writes them differs among browsers.
 * @param {number} moment ms since 1970
 */
export function kyivDay(moment) {
  const parts = Object.fromEntries(inKyiv.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** @param {string} day */
const nextFirst = (day) => `${daysLater(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`;

/**
 * @param {string} day
 * @returns {{day: string, closes: string} | null} the window that the day lies in: what it counts for, its last day
 */
export function windowAt(day) {
  for (const first of [`${day.slice(0, 7)}-01`, nextFirst(day)]) {
    const closes = daysLater(first, DAYS_AFTER - 1);
    if (daysLater(first, -DAYS_BEFORE) <= day && day <= closes) return { day: first, closes };
  }
  return null;
}

/** @param {string} day @returns {string} the date that a reading taken on this day counts for */
export const readingDate = (day) => windowAt(day)?.day ?? day;

/**
 * The same day so many months earlier, or the last one of that month.
 * @param {string} day
 * @param {number} months
 */
export function monthsBefore(day, months) {
  const index = 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1 - months;
  const first = `${Math.floor(index / 12)}-${String(index % 12 + 1).padStart(2, "0")}-01`;
  const last = daysLater(nextFirst(first), -1);
  const same = `${first.slice(0, 8)}${day.slice(8)}`;
  return same < last ? same : last;
}
