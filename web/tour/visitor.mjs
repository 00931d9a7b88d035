// The visitor: a headless Chromium with a profile of its own, which outlives closing the browser.

import { join } from "node:path";
import { chromium } from "playwright-core";

import { heatOf, tellStep } from "./trace.mjs";

const kExecutable = process.env.KELVIN_CHROMIUM ?? "/usr/bin/chromium";
// In a closed network Chromium's own connections would otherwise hang.
const kFlags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const kQuiet = 300; // ms without a new event: the step has had its effect
const kPatience = 60_000;

/** Runs in the page: its clock goes `ago` ms late, so that what happens now happened then. */
function goLate(ago) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      if (parts.length) super(...parts);
      else super(Real.now() - ago);
    }
    static now() {
      return Real.now() - ago;
    }
  };
}

async function travel(context, ago) {
  await context.addInitScript(goLate, ago);
  // Kelvin mends a wrong clock by the answer's date; this one is meant to be wrong.
  await context.route("**/kelvin.model.json", async (route) => {
    const answer = await route.fetch();
    const { date, ...headers } = answer.headers();
    await route.fulfill({ response: answer, headers });
  });
}

/** Names of the logged events. What is told of an experience that has been in view for a second belongs to no step. */
const eventsNow = (page) =>
  page
    .evaluate(async () => {
      const log = window.kelvin?.view?.() ? await window.kelvin.export() : "";
      const names = log.split("\n").filter(Boolean).map((line) => JSON.parse(line)).map(({ type, event }) => event ?? type);
      return names.filter((name) => name !== "Experience Seen");
    })
    .catch(() => []);

// A step is over when it has brought the event that it is about, and then no more for a while.
async function settled(page, known, name) {
  const end = Date.now() + kPatience;
  let seen = known;
  for (let quietSince = Date.now(); ; ) {
    await new Promise((done) => setTimeout(done, 50));
    const now = await eventsNow(page);
    if (now.length > seen) [seen, quietSince] = [now.length, Date.now()];
    // A page that is still loading has no view yet.
    if (now.length === seen && now.slice(known).includes(name) && Date.now() - quietSince > kQuiet) return seen;
    if (Date.now() > end) throw new Error(`no "${name}" within ${kPatience / 1000} s on ${page.url()}`);
  }
}

/**
 * Opens the browser. `ago`: how many ms in the past this visit happens. `after`: the last step of
 * the visit before, to go on counting from.
 *
 * step(title, action, name) does something, waits for the event of that name, tells the step, and returns
 * {number, view, score, heat, entered, offer}; view is that of `kelvin.explain()`.
 */
export async function openVisitor({ url, out, profile, ago, after }) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: kExecutable,
    args: kFlags,
    baseURL: url,
    viewport: { width: 1280, height: 820 },
    acceptDownloads: true,
  });
  if (ago) await travel(context, ago);
  const page = context.pages()[0] ?? (await context.newPage());
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));

  let last = after ?? { number: 0, told: 0, view: { segments: [] } };
  const labels = new Map((await (await fetch(`${url}/kelvin.model.json`)).json()).segments.map(({ id, label }) => [id, label]));

  const step = async (title, action, name = "page") => {
    await action();
    const told = await settled(page, last.told, name);
    const view = await page.evaluate(() => window.kelvin.explain());
    const offer = (await page.locator("#next .button:visible").allInnerTexts()).join(" / ") || "none";
    const entered = view.segments.filter((id) => !last.view.segments.includes(id)).map((id) => labels.get(id));
    last = { number: last.number + 1, told, title, view, score: view.scores.engagement, heat: heatOf(view.segments), entered, offer };
    tellStep(last);
    return last;
  };

  return {
    page,
    faults,
    step,
    follow: (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click(),
    shot: (name) => page.waitForTimeout(900).then(() => page.screenshot({ path: join(out, `${name}.png`) })),
    close: () => context.close(),
  };
}
