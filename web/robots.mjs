/**
 * The page's pattern of robots, made of core/vocabulary/robots.json, and how good it is: measured on real agents of crawlers
 * (crawler-user-agents: every pattern there with its instances) and of people (user-agents). `./dev robots` prints both;
 * test/bots.test.ts holds the bounds.
 */
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** A pattern is fewer bytes than the list that it is made of. core/vocabulary/README.md says what the list means. */
export function robotsPattern({ engines, parts, words, people, phones, elsewhere }) {
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const any = (texts) => `(${texts.map(escaped).join('|')})`;
  const word = (text) => {
    const names = people.filter((name) => name.endsWith(text)).map((name) => `(?<!${escaped(name.slice(0, -text.length))})`);
    return names.join('') + escaped(text);
  };
  const list = (of) => `(${of.words.map(word).join('|')})s?\\b|${of.parts.map(escaped).join('|')}`;
  return `^(?!.*${any(engines)}\\/)|${list({ words, parts })}|^(?!.*${any(phones)}).*(${list(elsewhere)})`;
}

/** How many agents of crawlers and of people there are, and those that the pattern takes for the others. */
export function measureRobots(pattern, modules = new URL('node_modules/', import.meta.url)) {
  const crawlers = read(new URL('crawler-user-agents/crawler-user-agents.json', modules)).flatMap(({ instances }) => instances);
  const people = read(new URL('user-agents/dist/user-agents.json', modules)).map(({ userAgent }) => userAgent);
  return {
    crawlers: crawlers.length,
    people: people.length,
    missed: crawlers.filter((agent) => !pattern.test(agent)),
    taken: people.filter((agent) => pattern.test(agent)),
  };
}
