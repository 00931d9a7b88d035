/**
 * The later part of the script: what can wait until the first score was made (later.ts). It is one of these:
 *
 * | the later part | moves when | to |
 * |---|---|---|
 * | not asked for | the first score is made; something of it is needed at once | asked for |
 * | asked for | it has come | there |
 * | | it could not be had, or has not come for 10 s | missing: told once, as an error |
 * | missing | the network or the visitor is back; it has come after all | asked for; there |
 */
import type { KelvinError } from '../kelvin';
import type { Later } from './later';
import { fault, type Guard } from './tools/safe';

export interface LaterPart {
  ask(): void;
  /** Asks once more, if it was asked for in vain. */
  again(): void;
  /** Hands it over, at once or when it comes. `missing`: it may never. Gives the function that ends the wait. */
  use(work: (part: Later) => void, missing?: () => void): () => void;
  /** It is there or missing, if it was asked for. */
  settled(): Promise<void>;
}

interface LaterDeps {
  win: Window;
  load(): Promise<Later>;
  report(error: KelvinError): void;
  guard: Guard;
}

const kPatience = 10_000;

export function createLaterPart({ win, load, report, guard }: LaterDeps): LaterPart {
  let part: Later | undefined;
  let state: 'unasked' | 'asked' | 'there' | 'missing' = 'unasked';
  let told = false;
  const users = new Set<{ work(part: Later): void; missing?: (() => void) | undefined }>();
  let settle = () => {};
  const settled = new Promise<void>((done) => (settle = done));

  const come = (found: Later) => {
    if (part) return;
    state = 'there';
    part = found;
    for (const { work } of users) work(part);
    users.clear();
    settle();
  };
  const miss = (why: unknown) => {
    if (part) return;
    state = 'missing';
    if (!told) report(fault('chunk_unreachable', 'later', why, 'Serve all files of dist together; data-base says where they are. A policy of hashes must list this file, too.'));
    told = true;
    for (const { missing } of users) missing?.();
    settle();
  };

  const ask = () => {
    state = 'asked';
    win.setTimeout(() => state === 'asked' && miss('no answer in 10 s'), kPatience);
    load().then(come, miss);
  };

  return {
    ask: () => state === 'unasked' && ask(),
    again: () => state === 'missing' && ask(),
    use(work, missing) {
      const user = { work: guard('later', work), missing };
      if (part) user.work(part);
      else {
        users.add(user);
        if (state === 'missing') missing?.();
      }
      return () => void users.delete(user);
    },
    settled: () => (state === 'asked' ? settled : Promise.resolve()),
  };
}
