// The card in the corner: what Kelvin knows about this visitor, while it learns it.
// It only reads: kelvin.on("view") says when, kelvin.explain() says what.

import { choice } from "./consent.js";

const kMoves = "wrenhall.moves"; // the last moves, and the points seen so far
const kOpen = "wrenhall.thermometer";
const kTop = 14; // the scale of the drawing: y of 100 and of 0 degrees
const kBottom = 134;

const remember = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage the card begins anew on each page.
  }
};
const forget = (key) => {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
};
const recall = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

const round = (points) => Math.round(points * 10) / 10;
const signed = (points) => (points > 0 ? "+" : "−") + Math.abs(round(points));
const height = (score) => kBottom - ((kBottom - kTop) * Math.min(100, Math.max(0, score))) / 100;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// The marks on the glass are the model's own thresholds.
function marks(model) {
  return model.segments
    .map(({ label, when }) => ({ label, at: when["scores.engagement"]?.$gte }))
    .filter(({ at }) => at !== undefined)
    .map(({ label, at }) => `<path class="mark" d="M31 ${height(at)}h10"/><text class="mark-text" x="44" y="${height(at) + 4}">${label}</text>`)
    .join("");
}

function card(model) {
  const details = element("details", "thermo");
  // On a phone it would hide the page it speaks of.
  const isWide = matchMedia("(min-width: 46rem)").matches;
  details.open = isWide && recall(kOpen, true);
  details.innerHTML = `
    <summary><span>Your temperature</span><span class="in-short"></span></summary>
    <div class="thermo-body">
      <svg viewBox="0 0 74 176" aria-hidden="true">
        <path class="glass" d="M11 ${kTop - 2}a9 9 0 0 1 18 0v122a18 18 0 1 1-18 0z"/>
        <circle class="bulb" cx="20" cy="150" r="13"/>
        <rect class="mercury" x="15" width="10" y="${kBottom}" height="6" rx="2"/>
        ${marks(model)}
      </svg>
      <div>
        <p class="thermo-score">0</p>
        <p class="thermo-state" role="status" aria-live="polite"></p>
        <p class="small thermo-grade"></p>
        <ul class="thermo-moves"></ul>
      </div>
      <p class="thermo-foot"><a href="/collector">What sales sees</a><button type="button" class="plain">Forget me</button></p>
    </div>`;
  if (isWide) details.addEventListener("toggle", () => remember(kOpen, details.open));
  return details;
}

// What has changed since the last look: a rule whose hits grew or shrank, with the points that brought.
function moves(reasons) {
  const before = recall(kMoves, { seen: {}, list: [] });
  const seen = {};
  const fresh = [];
  for (const { rule, label, hits, raw } of reasons.filter(({ score }) => score === "engagement")) {
    const last = before.seen[rule] ?? { hits: 0, raw: 0 };
    seen[rule] = { hits, raw };
    if (hits !== last.hits && raw !== last.raw) fresh.push({ label: label || rule, points: raw - last.raw });
  }
  const list = [...fresh, ...before.list].slice(0, 4);
  remember(kMoves, { seen, list });
  return list;
}

function paint(details, model) {
  const view = window.kelvin.explain?.();
  const find = (selector) => details.querySelector(selector);
  if (!view) return wait(details);
  const score = view.scores.engagement;
  const labels = model.segments.filter(({ id }) => view.segments.includes(id)).map(({ label }) => label);
  const heat = ["hot", "warm"].find((id) => view.segments.includes(id)) ?? "cold";
  const state = labels.join(", ") || "Cold";
  details.dataset.heat = heat;
  find(".in-short").textContent = `${Math.round(score)}, ${heat}`;
  find(".thermo-score").textContent = round(score);
  if (find(".thermo-state").textContent !== state) find(".thermo-state").textContent = state;
  find(".thermo-grade").textContent = view.grade ? `Fit ${round(view.scores.fit)}, grade ${view.grade}` : "";
  find(".mercury").setAttribute("y", height(score));
  find(".mercury").setAttribute("height", kBottom + 6 - height(score));
  const items = moves(view.reasons).map(({ label, points }) => {
    const item = element("li");
    item.append(element("span", "", label), element("b", "", signed(points)));
    return item;
  });
  find(".thermo-moves").replaceChildren(...items);
}

function wait(details) {
  const says = { granted: "Warming up", denied: "Off, as you wished" }[choice()] ?? "Waiting for your choice";
  details.querySelector(".thermo-state").textContent = says;
  details.querySelector(".in-short").textContent = says.toLowerCase();
  details.querySelector(".thermo-score").textContent = "–";
  details.querySelector(".thermo-grade").textContent = "";
  details.querySelector(".thermo-moves").replaceChildren();
}

export async function start() {
  const model = await (await fetch("/kelvin.model.json")).json();
  const details = card(model);
  document.body.append(details);
  paint(details, model);
  window.kelvin.on("ready", () => paint(details, model));
  window.kelvin.on("view", () => paint(details, model));
  document.addEventListener("wrenhall:consent", ({ detail }) => {
    if (detail === "granted") return paint(details, model);
    forget(kMoves);
    wait(details);
  });
  details.querySelector(".plain").addEventListener("click", () => {
    forget(kMoves);
    window.kelvin.reset?.();
    paint(details, model);
  });
}
