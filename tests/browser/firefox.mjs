// Firefox for tests: a command a line as JSON on standard input, its answer as JSON on standard output.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, profile] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox", protocol: "webDriverBiDi", executablePath, userDataDir: profile, headless: true,
});
const page = await browser.newPage();
const acts = {
  goto: async ({ address }) => void await page.goto(address, { waitUntil: "load", timeout: 30_000 }),
  evaluate: ({ code }) => page.evaluate(code),
  cookie: async ({ cookie }) => void await browser.setCookie(cookie),
  size: async ({ width, height }) => void await page.setViewport({ width, height }),
};
console.log(JSON.stringify({ ready: await browser.version() }));
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify({ value: await acts[command.act](command) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
