// @ts-check
import { askJson, exchange } from "./line.js";

/**
 * Let the server push notices to this browser.
 * @param {PushSubscription} subscription
 */
export async function addDevice(subscription) {
  const { csrf } = await askJson("GET", "/api/v1/session");
  await exchange("PUT", "/api/v1/device", { "X-CSRFToken": csrf, "Content-Type": "application/json" }, JSON.stringify(subscription));
}
