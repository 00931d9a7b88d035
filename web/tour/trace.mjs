// What the tour tells in the terminal: one line a step, with the score as a bar.

const kWidth = 24;
const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text);
const kHeat = { cold: paint("34"), warm: paint("33"), hot: paint("31") };

export const bold = paint("1");
export const dim = paint("2");
const good = paint("32");
const bad = paint("31");

export const say = (text = "") => process.stdout.write(text + "\n");

/** The warmest of the segments a visitor is in: "hot", "warm" or "cold". */
export const heatOf = (segments) => ["hot", "warm"].find((id) => segments.includes(id)) ?? "cold";

function bar(score, heat) {
  const full = Math.round((Math.min(100, Math.max(0, score)) * kWidth) / 100);
  return kHeat[heat]("█".repeat(full)) + dim("·".repeat(kWidth - full));
}

/** @param step {{number: number, title: string, score: number, heat: string, entered: string[], offer: string}} */
export function tellStep({ number, title, score, heat, entered, offer }) {
  const news = entered.map((label) => ` ${kHeat[heat](bold(`▲ ${label}`))}`).join("");
  say(`${String(number).padStart(3)}  ${title.padEnd(38)} ${bar(score, heat)} ${score.toFixed(2).padStart(6)}  ${dim("offer:")} ${offer}${news}`);
}

/** @param row a line of the collector: {seq, received_at, repeats, message} */
export function tellMessage({ seq, message }) {
  const { trigger, say: advice, scores, grade, segments, reasons, event, page } = message.data;
  say(`  ${bold(`#${seq} ${trigger}`)}  ${message.type}`);
  say(`     ${advice}`);
  say(`     engagement ${scores.engagement}, fit ${scores.fit}, grade ${grade}, in ${segments.join(" and ")}; by ${event.name} on ${page.path}`);
  for (const { label, rule, points, hits } of reasons.slice(0, 4)) {
    say(dim(`     ${(points > 0 ? "+" : "") + points.toFixed(2)}`.padEnd(14) + `${label || rule}${hits > 1 ? `, ${hits} times` : ""}`));
  }
}

export const tellCheck = ({ holds, what }) => say(`  ${holds ? good("ok  ") : bad("FAIL")}  ${what}`);

/** Another program's output, set in by two. */
export const quote = (text) => text.trimEnd().split("\n").forEach((line) => say(`  ${line}`));
