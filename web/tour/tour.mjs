// The guided tour: a headless browser plays one visitor of the shop, from the first page to hot,
// then the message that arrived is proved from the browser's own event log.
//
//   node web/tour/tour.mjs --url http://127.0.0.1:8787 --kelvin build/release/native/kelvin --db FILE --out DIR
//
// Exit: 0 when everything happened as it should, 1 when something did not, 2 for wrong usage.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { newMessages } from "./collector.mjs";
import { openVisitor } from "./visitor.mjs";
import { bold, dim, quote, say, tellCheck, tellMessage } from "./trace.mjs";

const kModel = fileURLToPath(new URL("../demo/kelvin.model.json", import.meta.url));
const kDays = 86_400_000;
const kAway = 2 * kDays;
const kPhone = { width: 390, height: 844 };
const kTriggers = ["turned-hot", "became-qualified", "asked"];

function options() {
  const text = { type: "string" };
  const { values } = parseArgs({ options: { url: text, kelvin: text, db: text, out: text } });
  const missing = ["url", "kelvin", "out"].filter((name) => !values[name]);
  if (missing.length) throw new Error(`missing: ${missing.map((name) => `--${name}`).join(", ")}`);
  return { ...values, url: values.url.replace(/\/$/, "") };
}

const checks = [];
function check(holds, what) {
  checks.push({ holds: Boolean(holds), what });
}

// The first visit: two days ago, from nothing to warm.
async function firstVisit(visitor) {
  const { page, step, shot, follow } = visitor;
  await page.goto("/");
  await page.locator(".consent").waitFor();
  await shot("1-first-page");
  const first = await step("Arrives, and agrees to be scored", () => page.click("[data-consent=granted]"));
  check(first.offer === "Get the letter", "a cold visitor is offered the letter");
  await step("Opens the blog", () => follow("Blog"));
  await step("Reads an article", () => page.click("text=Why Tuesday at six"));
  await step("Looks at the product", () => follow("Product"));
  await step("Downloads the white paper", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download the PDF")]);
    await download.delete();
  }, "File Downloaded");
  await step("Reads the customer story", () => follow("Story"));
  const warm = await step("Looks at prices", () => follow("Pricing"));
  check(warm.heat === "warm", `the visitor is warm after ${warm.number} steps (${warm.score})`);
  check(warm.offer === "Book a demo", "a warm visitor is offered a demo");
  await shot("2-warm");
  return step("Calculates a price for 60 machines", () => page.fill("#calculator [name=machines]", "60"), "Price Calculated");
}

// The second visit: now, in a browser that was closed in between.
async function secondVisit(visitor, before) {
  const { page, step, shot, follow } = visitor;
  const back = await step("Comes back", () => page.goto("/"));
  check(back.view.visitor === before.view.visitor, "the closed browser still knows who it is");
  check(back.view.visit.number === 2, "that is a second visit");
  check(decayOf(back) < 0, `two days of decay are off the score (${decayOf(back).toFixed(2)})`);
  await step("Looks at prices again", () => follow("Pricing"));
  await step("Follows the offer", () => page.click("#next .button:visible"));
  const hot = await step("Asks for a demo", () => fillDemo(page), "Form Submitted");
  check(hot.heat === "hot", `the visitor is hot after ${hot.number} steps (${hot.score})`);
  check(hot.offer === "Talk to an engineer", "a hot visitor is offered an engineer, without a reload");
  await page.locator("#next").scrollIntoViewIfNeeded();
  await shot("3-hot");
  await step("Follows the new offer", () => page.click("#next .button:visible"));
  await step("Asks an engineer", () => fillContact(page), "Form Submitted");
  await page.setViewportSize(kPhone);
  const home = await step("Opens the shop on a narrow screen", () => page.goto("/"));
  check(home.offer === "Talk to an engineer", "the offer stays as it was");
  await page.locator("#next").scrollIntoViewIfNeeded();
  await shot("4-phone");
  return home;
}

const decayOf = ({ view }) => view.reasons.reduce((sum, { decay }) => sum + decay, 0);

async function fillDemo(page) {
  await page.fill("#demo-request [name=name]", "Ines Castor");
  await page.fill("#demo-request [name=email]", "ines@castor-mills.example");
  await page.fill("#demo-request [name=company_name]", "Castor Mills");
  await page.selectOption("#demo-request [name=role]", "maintenance");
  await page.selectOption("#demo-request [name=machines]", "60");
  await page.click("#demo-request button");
  await page.locator("main .done").waitFor();
}

async function fillContact(page) {
  await page.fill("#contact [name=name]", "Ines Castor");
  await page.fill("#contact [name=email]", "ines@castor-mills.example");
  await page.fill("#contact [name=message]", "Can you plan around grade changes?");
  await page.click("#contact button");
  await page.locator("main .done").waitFor();
}

async function collectorShots(page, shot) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/collector");
  await page.locator("#messages > li").first().waitFor();
  await shot("5-collector");
  await page.setViewportSize(kPhone);
  await shot("6-collector-phone");
}

// The whole way of the visitor; what it left behind: the last view, the event log, the messages.
async function play({ url, out }) {
  const profile = mkdtempSync(join(tmpdir(), "kelvin-tour-"));
  const arrived = await newMessages(url);
  let visitor = await openVisitor({ url, out, profile, ago: kAway });
  try {
    const before = await firstVisit(visitor);
    await visitor.close();
    say(dim("     two days later; the browser was closed in between"));
    visitor = await openVisitor({ url, out, profile, ago: 0, after: before });
    const last = await secondVisit(visitor, before);
    const messages = await arrived(last.view.visitor, kTriggers.length);
    const log = await visitor.page.evaluate(() => window.kelvin.export());
    await collectorShots(visitor.page, visitor.shot);
    check(visitor.faults.length === 0, `no error in the page${visitor.faults.map((fault) => `: ${fault}`).join("")}`);
    return { messages, log };
  } finally {
    await visitor.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function checkMessages(messages, db) {
  for (const trigger of kTriggers) {
    const count = messages.filter(({ message }) => message.data.trigger === trigger).length;
    check(count === 1, `"${trigger}" has arrived, once`);
  }
  if (!db) return;
  // SQLite keeps text as it is; fresh rows may still stand in its write-ahead log.
  const files = [db, `${db}-wal`].filter(existsSync).map((file) => readFileSync(file));
  const isKept = messages.length > 0 && messages.every(({ message }) => files.some((bytes) => bytes.includes(message.id)));
  check(isKept, `the collector's database ${db} holds them`);
}

// A message that says something else than the log: verify must find it out.
function forged({ message }) {
  const scores = { ...message.data.scores, engagement: message.data.scores.engagement - 5 };
  return { message: { ...message, data: { ...message.data, scores } } };
}

function verify({ kelvin, out }, log, name, messages) {
  const claims = join(out, `${name}.ndjson`);
  writeFileSync(claims, messages.map(({ message }) => JSON.stringify(message) + "\n").join(""));
  const run = spawnSync(kelvin, ["verify", "--model", kModel, "--claims", claims, log], { encoding: "utf8" });
  quote(run.error ? String(run.error) : run.stdout + run.stderr);
  return run.status;
}

function proveMessages(given, { messages, log }) {
  const file = join(given.out, "log.ndjson");
  writeFileSync(file, log);
  const count = log.split("\n").filter(Boolean).length;
  const isProved = messages.length > 0 && verify(given, file, "claims", messages) === 0;
  check(isProved, `kelvin verify recomputed all ${messages.length} messages from the ${count} events in the browser's log`);
  say(dim("  and with five points taken off the first message's score:"));
  const isFound = messages.length > 0 && verify(given, file, "forged", [forged(messages[0])]) === 1;
  check(isFound, "kelvin verify refuses a message whose score was changed");
}

async function main() {
  const given = options();
  mkdirSync(given.out, { recursive: true });
  say(bold("One visitor, from the first page to hot"));
  const left = await play(given);
  say(`\n${bold("What the collector received")}`);
  left.messages.forEach(tellMessage);
  checkMessages(left.messages, given.db);
  say(`\n${bold("What the native build says to that")}`);
  proveMessages(given, left);
  say(`\n${bold("Checks")}`);
  checks.forEach(tellCheck);
  say(`\nScreenshots, log and claims are in ${given.out}`);
  return checks.every(({ holds }) => holds) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  checks.forEach(tellCheck);
  say(`\nThe tour broke off: ${error.message}`);
  process.exitCode = error.message.startsWith("missing:") || String(error.code).startsWith("ERR_PARSE_ARGS") ? 2 : 1;
}
