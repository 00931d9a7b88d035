/**
 * A visitor's messages as the steps of a test that may be published: the core has taken out what no part of the model reads, here goes who
 * it was.
 */
import type { Json } from './json';

type Some = Record<string, Json>;

const isObject = (value: Json | undefined): value is Some => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The address of a person, without the person: the model may read the domain. */
const nobodysAddress = (email: Json): Json => (typeof email === 'string' ? email.replace(/^.*@/s, 'someone@') : email);

/** Without members that say nothing. */
function withoutEmpty(value: Some): Some {
  const kept = Object.entries(value).map(([key, one]) => [key, isObject(one) ? withoutEmpty(one) : one] as const);
  return Object.fromEntries(kept.filter(([, one]) => !isObject(one) || Object.keys(one).length > 0));
}

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** The model without what it only tells others or keeps for them, so that the core keeps of a message what is judged and no more. */
export const judging = ({ privacy: _, tests: __, ...model }: Some): Some => ({
  ...model,
  destinations: list(model.destinations).map((one) => (isObject(one) ? { id: one.id ?? '', url: 'https://destination.invalid/' } : one)),
});

/** An alias says nothing but who is who. */
export function anonymousSteps(scrubbed: Some[]): { event: Some }[] {
  return scrubbed.filter(({ type }) => type !== 'alias').map(({ messageId: _, anonymousId: __, userId: ___, groupId: ____, ...event }) => {
    // The core masks addresses in all texts but this trait, where a model may ask for it.
    if (isObject(event.traits) && 'email' in event.traits) event.traits = { ...event.traits, email: nobodysAddress(event.traits.email as Json) };
    return { event: withoutEmpty(event) };
  });
}
