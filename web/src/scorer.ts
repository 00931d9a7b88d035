/** Scores events, each for whose it is: the visitor's, another person's whom it begins, or nobody's who is here any more. */
import type { View } from '../kelvin';
import type { Door, Outcome, Scored } from './door';
import { isSignOut, message, userOf, type Draft, type Stamp } from './event';
import type { Visitor } from './storage/visitor';
import { toJson } from './tools/json';
import { randomId } from './tools/random';
import type { Report } from './tools/safe';

export interface ScorerDeps {
  report: Report;
  stamp(): Stamp;
  now(): number;
  /** Another person begins: what was shown to the former must not be shown to them. */
  otherPerson(): void;
}

/** An event that was scored, and what came of it. */
export interface ScoredEvent {
  outcome: Scored;
  /** How its visitor stood last, where another person began since. */
  former?: View;
}

export interface Scorer {
  /** Whose the core's state is. */
  visitor(): Visitor | null;
  /** From now on it is theirs. */
  serve(visitor: Visitor | null): void;
  /** Scores one event, and adds what came of it to `scored`. */
  take(core: Door, draft: Draft, scored: ScoredEvent[]): void;
}

export function createScorer({ report, stamp, now, otherPerson }: ScorerDeps): Scorer {
  let visitor: Visitor | null = null;

  /** The bytes of a message that may have been posted already stand. */
  const score = (core: Door, draft: Draft, who: Visitor): Outcome => {
    draft.id ??= randomId();
    const outcome = core.apply(toJson(message(draft, who.id, stamp())));
    if (outcome.status === 'scored') {
      outcome.messages = draft.said = outcome.messages.map((fresh) => {
        const said = draft.said?.find(({ id, destination }) => id === fresh.id && destination === fresh.destination);
        return said ? { ...fresh, body: said.body } : fresh;
      });
      const user = userOf(outcome.event as Draft['fields']);
      visitor = user ? { ...who, user } : who;
    }
    return outcome;
  };

  /** Scores the first event of another person. Where it turns out to be none, nothing has changed. */
  const begin = (core: Door, draft: Draft, scored: ScoredEvent[]): Outcome => {
    const state = core.save();
    const former = core.view(now());
    core.restore('');
    const outcome = score(core, draft, { id: (draft.begins ??= randomId()), born: now(), since: draft.made, former: visitor!.born });
    if (outcome.status === 'scored') {
      for (const each of scored) each.former ??= former;
      otherPerson();
    } else core.restore(state);
    return outcome;
  };

  return {
    visitor: () => visitor,
    serve: (who) => void (visitor = who),
    take(core, draft, scored) {
      const who = visitor!;
      const { made, born, fields } = draft;
      const named = userOf(fields) !== '';
      // Of before this person came. A moment that lies ahead is a clock's that was set back since.
      const early = who.since! > made && who.since! <= now() - stamp().offset;
      // A tab that had not heard of them yet made it for the former person. An id says itself whose it is.
      const isOld = early || (!named && !!born && born === who.former);
      if (isSignOut(fields)) {
        if (!isOld) visitor = { ...who, over: made };
        return;
      }
      if (isOld && !named) return;
      const signedOut = named && who.over! < made;
      let outcome = signedOut ? null : score(core, draft, who);
      if (!outcome || outcome.status === 'other_person') {
        if (isOld) return;
        outcome = begin(core, draft, scored);
      }
      if (outcome.status === 'scored') scored.push({ outcome });
      else if (outcome.status === 'bad') outcome.errors.forEach(report);
    },
  };
}
