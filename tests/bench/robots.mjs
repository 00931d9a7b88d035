/** `./dev robots`: how many agents of crawlers, and of people, the page's pattern takes for robots', and which it gets wrong. */
import { readFileSync } from 'node:fs';
import { measureRobots, robotsPattern } from '../../web/robots.mjs';

const list = JSON.parse(readFileSync(new URL('../../core/vocabulary/robots.json', import.meta.url), 'utf8'));
const { crawlers, people, missed, taken } = measureRobots(new RegExp(robotsPattern(list), 'i'));
const share = (part, whole) => `${((100 * part) / whole).toFixed(2)} % (${part} of ${whole})`;
console.log(`agents of crawlers that are flagged   ${share(crawlers - missed.length, crawlers)}`);
console.log(`agents of people that are flagged     ${share(taken.length, people)}`);
for (const agent of missed) console.log(`  not flagged: ${agent}`);
for (const agent of taken) console.log(`  flagged: ${agent}`);
