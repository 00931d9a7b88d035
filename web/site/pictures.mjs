// The documentation's pictures, drawn by program so that they look alike.
//
//   node pictures.mjs    writes docs/pictures/*.svg
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arrow, box, curve, picture, words } from './drawing.mjs';
import { root } from './map.mjs';

/** The parts: who decides, who senses, who reads logs. */
const architecture = picture(720, 330, 'The core decides. It is compiled to WebAssembly for the page, and natively for the command line. Both give the same numbers.', [
  box(20, 20, 200, 84, 'web/', ['senses and acts in the page:', 'sensors, consent, delivery']),
  box(500, 20, 200, 84, 'native/', ['the command line:', 'scores and proves logs']),
  box(20, 140, 200, 60, 'wasm/', ['the core’s door to JavaScript']),
  box(260, 125, 200, 90, 'core/', ['decides: rules, scores,', 'segments, messages'], 'key'),
  arrow([[120, 104], [120, 140]]),
  arrow([[220, 170], [260, 170]]),
  arrow([[600, 104], [600, 170], [460, 170]]),
  box(20, 250, 200, 60, 'visitor’s browser', ['scored live'], 'stop'),
  box(260, 250, 200, 60, 'a model', ['one JSON file, for both'], 'stop'),
  box(500, 250, 200, 60, 'event logs', ['the same numbers again'], 'stop'),
  arrow([[120, 250], [120, 200]]),
  arrow([[360, 250], [360, 215]]),
  arrow([[640, 250], [640, 104]]),
  words(360, 60, 'Code above, data below.', 'quiet', 'middle'),
]);

/** The way of one event, from the page to your backend. */
const event = picture(720, 400, 'An event is sensed, waits for consent, is scrubbed and scored by the core, and is stored with the new state in one step. Then the page changes, and a message goes out if a trigger fired.', [
  box(20, 20, 150, 60, 'It happens', ['page, click, form']),
  box(200, 20, 150, 60, 'Consent', ['none: not kept'], 'stop'),
  box(380, 20, 150, 60, 'Scrubbed', ['to what is needed']),
  box(560, 20, 140, 60, 'Visitor and visit', ['who, where from']),
  arrow([[170, 50], [200, 50]]),
  arrow([[350, 50], [380, 50]]),
  arrow([[530, 50], [560, 50]]),
  arrow([[630, 80], [630, 130]]),
  box(440, 130, 260, 76, 'Rules', ['match, then count, after, limit;', 'a hit gives its points'], 'key'),
  arrow([[440, 168], [400, 168]]),
  box(180, 130, 220, 76, 'Segments change', ['who enters, who leaves'], 'key'),
  arrow([[290, 206], [290, 236]]),
  box(180, 236, 220, 60, 'Triggers fire', ['each within its limit'], 'key'),
  arrow([[400, 266], [440, 266]]),
  box(440, 236, 260, 60, 'Stored in one step', ['state, log and waiting messages'], 'stop'),
  arrow([[500, 296], [500, 330]]),
  arrow([[640, 296], [640, 330]]),
  box(390, 330, 160, 54, 'The page changes', ['marks, experiences']),
  box(565, 330, 140, 54, 'A message goes', ['to your backend']),
  words(20, 160, 'The core decides', 'ta bold'),
  words(20, 180, 'what is red.', 'ta'),
]);

/** 16 points as they fade. */
const kLeft = 60;
const kDays = 130;
const x = (day) => kLeft + (day / kDays) * 560;
const y = (points) => 240 - points * 13;
const half = Array.from({ length: kDays / 2 + 1 }, (_, i) => [x(2 * i), y(16 * 2 ** (-(2 * i) / 30))]);
const steps = [0, 30, 60, 90, 120].flatMap((day, i) => [[x(day), y(i ? 16 - 4 * (i - 1) : 16)], [x(day), y(16 - 4 * i)]]);
const decay = picture(720, 290, '16 points over 130 days. With a half-life of 30 days they fall smoothly to 8, 4, 2 and 1. With 25 percent every 30 days they fall in four equal steps to 0. With expire 90 days they stay whole and are gone after 90 days.', [
  ...[0, 4, 8, 12, 16].map((points) => `<line x1="${kLeft}" x2="${x(kDays)}" y1="${y(points)}" y2="${y(points)}" class="grid"/>${words(kLeft - 10, y(points) + 5, points, 'quiet', 'end')}`),
  ...[0, 30, 60, 90, 120].map((day) => words(x(day), 262, day === 0 ? 'hit' : `${day} days`, 'quiet', 'middle')),
  curve([[x(0), y(16)], [x(90), y(16)], [x(90), y(0)], [x(kDays), y(0)]], 'c'),
  curve([...steps, [x(kDays), y(0)]], 'b'),
  curve(half, 'a'),
  words(x(58), y(16) - 8, '{"expire": "90d"}', 'tc'),
  words(x(31), y(12) - 8, '{"percent": 25, "every": "30d"}', 'tb'),
  words(x(4), y(2), '{"half_life": "30d"}', 'ta'),
]);

/** Who has the last word on consent. */
const consent = picture(720, 400, 'From top to bottom: Global Privacy Control is a refusal above all. Then the visitor’s last word, to the site or to a consent manager. Then Do Not Track, which turns a declared mode into ask. Then the mode that the site declares. Without any, ask.', [
  box(20, 20, 320, 60, 'Global Privacy Control', ['is the browser told to refuse?'], 'key'),
  box(20, 110, 320, 60, 'The visitor’s last word', ['to your site, or to a consent manager']),
  box(20, 200, 320, 60, 'Do Not Track', ['has the browser been told to ask for it?']),
  box(20, 290, 320, 60, 'What the site declares', ['data-consent']),
  ...[80, 170, 260].map((from) => arrow([[180, from], [180, from + 30]], 'no', [190, from + 20])),
  arrow([[340, 50], [420, 50]], 'yes', [372, 43]),
  arrow([[340, 140], [420, 140]], 'yes', [372, 133]),
  arrow([[340, 230], [420, 230]], 'yes', [372, 223]),
  arrow([[340, 320], [420, 320]]),
  box(420, 20, 280, 60, 'denied', ['nothing, and what was kept is erased'], 'stop'),
  box(420, 110, 280, 60, 'what the visitor said', ['score, personalise, send: each for itself'], 'stop'),
  box(420, 200, 280, 60, 'ask', ['nothing until the visitor chooses'], 'stop'),
  box(420, 290, 280, 60, 'ask, memory, exempt or granted', ['ask, where nothing is declared'], 'stop'),
  words(20, 385, 'The first that answers “yes” decides. Two consent managers must agree.', 'quiet'),
]);

/** The life of a message. */
const delivery = picture(720, 360, 'A message is stored with the score that fired it. A page claims it, posts it, and removes it when the receiver answered 2xx. Without an answer it waits for the next try. A refusal, or a week of failures, sets it aside.', [
  box(20, 30, 150, 60, 'A trigger fires', ['with the score'], 'key'),
  box(220, 30, 160, 60, 'waiting', ['stored in this browser']),
  box(430, 30, 130, 60, 'claimed', ['by one tab']),
  box(590, 150, 110, 60, 'posted', ['id and bytes', ]),
  box(430, 270, 130, 60, 'gone', ['it has arrived'], 'stop'),
  box(220, 150, 160, 60, 'waits longer', ['2 s, 4 s ... 30 min']),
  box(220, 270, 160, 60, 'set aside', ['kept; outbox("retry")'], 'stop'),
  arrow([[170, 60], [220, 60]]),
  arrow([[380, 60], [430, 60]], 'due', [394, 50]),
  arrow([[560, 60], [645, 60], [645, 150]]),
  arrow([[645, 210], [645, 300], [560, 300]], '2xx', [610, 292]),
  arrow([[590, 180], [380, 180]], 'no answer, 5xx, 408, 425, 429', [395, 172]),
  arrow([[300, 150], [300, 90]], 'again', [308, 124]),
  arrow([[620, 210], [620, 240], [400, 240], [400, 290], [380, 290]], 'any other 4xx', [470, 233]),
  arrow([[220, 180], [120, 180], [120, 300], [220, 300]], 'a week old,', [110, 240], 'end'),
  words(110, 257, 'ten tries', 'quiet', 'end'),
]);

export const pictures = { architecture, event, decay, consent, delivery };

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const [name, svg] of Object.entries(pictures)) writeFileSync(join(root, `docs/pictures/${name}.svg`), svg);
