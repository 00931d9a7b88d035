/** Segment's `analytics` and its like: the queue their snippet leaves on the page, then the object that takes its place. */
import type { Fields } from '../../kelvin';
import { kSignOut } from '../event';
import type { Kit } from '../sensors/kit';
import { replaceMethod } from '../tools/intercept';
import { copy, quietly } from './copy';
import type { Emit } from './emit';

type Call = [method: string, ...args: unknown[]];
type Method = (...args: unknown[]) => unknown;

const kMethods = ['track', 'page', 'identify', 'group', 'reset'];
/** How often we look for an object that came later or was exchanged: often while a page starts, and each time a script has run. */
const kLook = [100, 1000] as const;
const kStart = 30_000;
/** Of an object that tells nobody of its calls no more need be remembered. */
const kUntold = 1000;
/** The real object makes the queued calls again when it comes; a call that looks like one of them is one of them, this long. */
const kReplay = 10_000;

/** Newer snippets add the page's address to every queued call. */
const isPageNote = (value: unknown) => (value as Fields | null)?.['__t'] === 'bpc';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** The Segment message of a call; nothing when it is no call as the spec has it. */
function message([method, ...given]: Call): Fields | undefined {
  const args = given.filter((value) => !isPageNote(value));
  const texts = args.slice(0, args.findIndex((value) => !/^(string|number)$/.test(typeof value)) >>> 0);
  const fields = copy(args.find(isObject));
  if (method === 'track') return typeof args[0] === 'string' ? { type: 'track', event: args[0], properties: copy(args[1]) } : undefined;
  if (method === 'page') {
    const [category, name] = texts.length > 1 ? texts : [undefined, ...texts];
    return { type: 'page', properties: { category, name, ...fields } };
  }
  if (method === 'reset') return kSignOut;
  if (method === 'group') return { type: 'group', groupId: texts[0], traits: fields };
  return texts.length ? { type: 'identify', userId: String(texts[0]), traits: fields } : { type: 'identify', traits: fields };
}

const sameCall = (one: Call, other: Call) => {
  const [a, b] = [one, other].map((call) => call.filter((value) => !isPageNote(value)));
  return a!.length === b!.length && a!.every((value, i) => Object.is(value, b![i]));
};

/** The name of a track call; of others the method is enough. */
const keyOf = ([method, name]: Call) => (method === 'track' ? `track ${String(name)}` : method);

/** Makes events of calls. */
function createReader(emit: Emit) {
  let queued: Call[] = [];
  let identified = false;
  return {
    /** These will be made again by the object that takes the queue's place. */
    expect: (calls: Call[]) => void (queued = calls),
    /** `queue`: the call was made of the queue. */
    read: (call: Call, queue: boolean) =>
      quietly(() => {
        const again = queue ? -1 : queued.findIndex((other) => sameCall(call, other));
        if (again >= 0) return queued.splice(again, 1);
        if (queue) queued.push(call);
        let fields = message(call);
        if (!fields) return;
        if (call[0] === 'identify') {
          // Many pages emit null until they know who is there: it is a sign-out only after an id.
          if (identified && call[1] === null && !Object.keys(fields['traits'] as Fields).length) fields = kSignOut;
          identified ||= 'userId' in fields;
        }
        if (fields === kSignOut) identified = false;
        emit(fields);
      }),
  };
}

/** Hears the calls of an object, those made before we knew of it too. */
function createInterceptor(undo: Kit['undo'], read: (call: Call, queue: boolean) => void) {
  let inside = false;
  let live = true;
  /** Calls that we saw and that the object has not told of yet. */
  const untold: string[] = [];
  undo(() => (live = false));
  return {
    wrap(object: Record<string, unknown>, method: string, queue: boolean) {
      const original = object[method];
      if (typeof original !== 'function') return;
      undo(replaceMethod(object, method, function (this: unknown, ...args: unknown[]) {
        // What a call does in its turn is the tool's own affair: the snippet's hands over to the real object.
        const outermost = live && !inside;
        if (outermost) {
          read([method, ...args], queue);
          if (untold.length < kUntold) untold.push(keyOf([method, ...args]));
        }
        if (outermost) inside = true;
        try {
          return (original as Method).apply(this, args);
        } finally {
          if (outermost) inside = false;
        }
      }));
    },
    /**
     * What the object was told before we knew of it: Segment's own takes calls when it has been loaded, and tells its listeners of each.
     * What it told them already, or is kept from taking, we do not hear.
     */
    hearPast(object: Record<string, unknown>, method: string) {
      if (typeof object['on'] !== 'function') return;
      const told = (...args: unknown[]) => {
        const seen = untold.indexOf(keyOf([method, ...args]));
        if (seen >= 0) untold.splice(seen, 1);
        else if (live) read([method, ...args], false);
      };
      (object['on'] as Method)(method, told);
      undo(() => quietly(() => (object['off'] as Method)(method, told)));
    },
  };
}

export function interceptAnalytics({ win, doc, listen, after, undo }: Kit, emit: Emit, late: boolean, name: string): void {
  const host = win as unknown as Record<string, unknown>;
  const { expect, read } = createReader(emit);
  const { wrap, hearPast } = createInterceptor(undo, read);
  let current: unknown;

  const attach = (found: unknown) => {
    if (found === current || (!isObject(found) && typeof found !== 'function')) return;
    const object = found as Record<string, unknown>;
    const isFirst = !current;
    current = found;
    const queue = Array.isArray(found);
    if (queue) {
      const calls = (found as Call[]).filter((call) => Array.isArray(call) && kMethods.includes(call[0]));
      if (late) expect(calls);
      else calls.forEach((call) => read(call, true));
    }
    if (!queue) after(kReplay, () => expect([]));
    for (const method of kMethods) {
      quietly(() => wrap(object, method, queue));
      // After a queue we know the past; and what was said while the visitor refused is not for us.
      if (isFirst && !queue && !late) quietly(() => hearPast(object, method));
    }
  };

  const look = () => quietly(() => attach(host[name]));
  const looking = () => {
    look();
    after(win.performance.now() < kStart ? kLook[0] : kLook[1], looking);
  };
  looking();
  listen(doc, 'load', look);
}
