// @ts-check

/** @typedef {import("./types.js").Draft} Draft */
/** @typedef {{drafts: IDBObjectStore, bytes: IDBObjectStore, kept: IDBObjectStore}} Stores */

const NAME = "portal";
const VERSION = 1;
const KEYS = { drafts: "uuid", bytes: "id", kept: "user" };

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

const forgetConnection = () => {
  opened = undefined;
};

/**
 * @param {number} [version] none: whatever is there, when a newer page has been here
 * @returns {Promise<IDBDatabase>}
 */
const openDatabase = (version) => new Promise((resolve, reject) => {
  const request = indexedDB.open(NAME, version);
  // What is there stays: an upgrade adds what is missing, and never touches a draft.
  request.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(KEYS)) {
      if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store, { keyPath });
    }
  };
  request.onsuccess = () => {
    request.result.onclose = forgetConnection;
    request.result.onversionchange = () => {
      request.result.close();
      forgetConnection();
    };
    resolve(request.result);
  };
  request.onerror = () => reject(request.error);
});

function connection() {
  if (!opened) {
    opened = openDatabase(VERSION).catch((error) => {
      if (error.name === "VersionError") return openDatabase();
      throw error;
    });
    opened.catch(forgetConnection);
  }
  return opened;
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export const ask = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/**
 * Do something in one transaction: all of it is on the disk, or nothing. A connection that was lost (iOS does that
 * to pages in the background) is opened anew, once.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(stores: Stores) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function transact(mode, work) {
  for (let first = true; ; first = false) {
    try {
      const database = await connection();
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(Object.keys(KEYS), mode, { durability: "strict" });
        /** @type {T} */
        let result;
        transaction.oncomplete = () => resolve(result);
        transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
        const [drafts, bytes, kept] = Object.keys(KEYS).map((name) => transaction.objectStore(name));
        work({ drafts, bytes, kept }).then((value) => {
          result = value;
        }, (error) => {
          reject(error);
          try {
            transaction.abort();
          } catch {
            // it has ended already
          }
        });
      });
    } catch (error) {
      if (!first || /** @type {Error} */ (error).name === "QuotaExceededError") throw error;
      forgetConnection();
    }
  }
}
