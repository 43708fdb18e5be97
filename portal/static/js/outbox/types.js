// @ts-check

/**
 * A photo or a video of a draft. Its bytes lie in a store of their own under `id`.
 * @typedef {object} Photo
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {number} size in bytes
 * @property {string} sha256 hex
 * @property {number} takenAt ms since 1970
 * @property {string} [url] of its upload, once that has begun
 * @property {number} [offset] bytes that the server has
 * @property {string} [problem] the server's words when it does not take it
 */

/**
 * Something that a person made and the server does not hold yet.
 * @typedef {object} Draft
 * @property {string} uuid
 * @property {"reading" | "photos" | "order"} kind
 * @property {string} user the ref of whoever made it
 * @property {string} account its ref; of an order the place that the files are for: «<ref>/files/<purpose>»
 * @property {string} number of the account, as people know it
 * @property {string} meter
 * @property {Record<string, string>} values as they were typed, by register
 * @property {Record<string, string>} labels of the registers
 * @property {number} takenAt ms since 1970
 * @property {Photo[]} photos
 * @property {string[]} confirmed
 * @property {string | null} replaces the uuid of what this one corrects
 * @property {string | null} reading the uuid of the reading that photos are for
 * @property {"draft" | "queued" | "paused" | "attention" | "done"} state
 * @property {number} tries
 * @property {number} nextAt ms since 1970
 * @property {string} [expected] the date that the phone thinks it counts for
 * @property {{code?: string, message: string, codes?: string[]}} [problem]
 * @property {string} [told] what the server said about what it has taken
 */

export const PIECE = 256 * 1024;
