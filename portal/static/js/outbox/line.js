// @ts-check

const TIMEOUT = 30_000;
const LONGEST_PAUSE = 5 * 60_000;

/** The line or the server is not able to: everything is kept for later. */
export class Later extends Error {
  /** @param {number} [pause] ms that the server asks for */
  constructor(pause = 0) {
    super("later");
    this.pause = Math.min(pause, LONGEST_PAUSE);
  }
}

/** The session is gone, or is somebody else's: everything is kept until the person signs in. */
export class SignIn extends Error {}

/** The server has read it and does not want it. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string[]} [codes] of what the person is asked about
   */
  constructor(code, message, codes) {
    super(message);
    this.code = code;
    this.codes = codes;
  }
}

/** @param {number} tries @returns {number} ms to wait after so many */
export const pauseAfter = (tries) => Math.min(LONGEST_PAUSE, 2000 * 2 ** Math.min(tries, 10));

/** @param {Response} answer @returns {Promise<any>} its JSON; null when it has none, as the page of a hotel's network */
const jsonOf = (answer) => answer.json().catch(() => null);

/**
 * Ask the server. Whatever is no clear answer of ours is «later».
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} [headers]
 * @param {BodyInit} [body]
 * @param {number} [timeout] ms
 * @returns {Promise<Response>}
 */
export async function exchange(method, path, headers = {}, body = undefined, timeout = TIMEOUT) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, { method, headers, body, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout?.(timeout) });
  } catch {
    throw new Later();
  }
  const { status } = answer;
  const isOurs = answer.headers.has("X-Request-Id");
  if (isOurs && answer.ok) return answer;
  const said = (await jsonOf(answer)) ?? {};
  // What a gateway or a hotel's network says decides nothing. The answer to HEAD has no body to know it by.
  if (!isOurs || status < 400 || status === 408 || status === 429 || status >= 500 || !(said.code || method === "HEAD")) {
    throw new Later(1000 * Number(answer.headers.get("Retry-After")) || 0);
  }
  if (status === 401 || status === 403) throw new SignIn(said.code);
  throw new Refusal(said.code, said.message, said.warnings?.map((/** @type {{code: string}} */ { code }) => code));
}

/**
 * The same, for an answer that must be JSON of ours.
 * @param {Parameters<typeof exchange>} call
 * @returns {Promise<any>}
 */
export async function askJson(...call) {
  const said = await jsonOf(await exchange(...call));
  if (!said) throw new Later();
  return said;
}
