/** The sensors of the later part. What happened before they came is told to them first, as if it happened now: with its own time and page. */
import { kNext } from '../intake';
import type { Draft } from '../event';
import { engaged } from './engaged';
import { forms } from './forms';
import type { Held, Hold } from './hold';
import type { Kit, Sensor } from './kit';
import { scroll } from './scroll';
import { search } from './search';

const kSensors: Record<string, Sensor> = { form: forms, engaged, scroll, search };

type Tracker = Parameters<Kit['tracked']>[0];

/** A kit that can tell the past, and what its sensors hear with it. */
interface Replay {
  kit: Kit;
  heard: [EventTarget, string[], (event: Event) => void][];
  hooks: Record<string, (() => void)[]>;
  trackers: Tracker[];
  /** What is being told of the past; null from then on. */
  at(held: Held | null): void;
}

function createReplay(kit: Kit, hold: Hold): Replay {
  const { guard } = kit;
  let at: Held | null = hold.began;
  let made = 0;
  const heard: Replay['heard'] = [];
  const hooks: Replay['hooks'] = { leaving: [], opened: [], tick: hold.ticked };
  const trackers: Tracker[] = [];
  const hook = (name: string, work: () => void): void => void (at && hooks[name]!.push(guard(name, work)));

  const late: Kit = {
    ...kit,
    moment: () => at ?? kit.moment(),
    idle: () => at?.idle ?? kit.idle(),
    here: () => at?.page ?? kit.here(),
    path: (event) => at?.path ?? kit.path(event),
    press: (event) => (at ? at.press! : kit.press(event)),
    focused: (field) => !!at || kit.focused(field),
    push: (fields, page = late.here()) => kit.push(fields, page, at ? at.made + kNext * made++ : undefined),
    track: (event, properties, page) => late.push({ type: 'track', event, properties }, page),
    identify: (traits, page) => late.push({ type: 'identify', traits }, page),
    listen(target, types, work, how) {
      if (at) heard.push([target, types.split(' '), guard(types, work)]);
      kit.listen(target, types, work, how);
    },
    every: (_, work) => hook('tick', work), // All of them at the one pace that there is.
    tracked: (work) => (trackers.push(work), kit.tracked(work)),
    routes: {
      get current() {
        return at?.route ?? kit.routes.current;
      },
      get counted() {
        return kit.routes.counted;
      },
      leaving: (work) => (hook('leaving', work), kit.routes.leaving(work)),
      opened: (work) => (hook('opened', work), kit.routes.opened(work)),
    },
  };
  return { kit: late, heard, hooks, trackers, at: (held) => ((at = held), (made = 0)) };
}

export function startLaterSensors(kit: Kit, names: readonly string[], hold: Hold, release: (draft: Draft) => void): void {
  const { guard } = kit;
  const { kit: late, heard, hooks, trackers, at } = createReplay(kit, hold);
  // One that the page makes impossible does not keep the others from theirs.
  for (const name of names) guard(name, () => kSensors[name]?.(late))();
  for (const held of hold.end()) {
    const { type, target, event, draft, key } = held;
    at(held);
    if (draft) release(draft);
    else if (key !== undefined) trackers.forEach((work) => guard('track', work)('Form Submitted', { form: key }));
    else if (event) heard.forEach(([where, types, work]) => where === target && types.includes(type) && work(event));
    else hooks[type]!.forEach((work) => work());
  }
  at(null);
}
