/** What an experience of the model asks for, thing by thing. */
import type { Experience } from '../../kelvin';
import { ownly } from '../tools/json';
import { mayHave, type Key } from './changes';

/** What an experience sets on this element. */
export function* settings(element: Element, set: Experience['set']): Generator<[Key, string]> {
  const { text, href, class: classes, attribute } = ownly(set);
  const all: [Key, string | null | undefined][] = [['text', text], ['@href', href || null]];
  for (const name of (classes ?? '').split(/\s+/)) if (name) all.push(['.' + name, '']);
  for (const [name, value] of Object.entries(attribute ?? {})) if (name !== 'href') all.push(['@' + name, value]);
  for (const [key, value] of all) if (value != null && mayHave(element, key, value)) yield [key, value];
}
