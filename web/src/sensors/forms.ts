/** Forms: begun, refused by the browser's validation, submitted, or left unfinished. A form that is rendered anew is the same form. */
import type { Page } from '../page';
import { closes, formOf, keyOf, nameOf, rootOf } from './fields';
import { kAnswer, type Kit, type Sensor } from './kit';
import { createTries } from './tries';

/** What is pressed to fill a form in, not to send it. */
const kFields = 'label,select,textarea,input:not([type=submit],[type=image],[type=button])';
/** A button in a label is a button. */
const kPressed = `button,${kFields}`;

/** How often we look whether a form is still there; missing twice it is gone. */
const kLook = 1000;

/** A form of this page, by its key. */
interface Known {
  name: string;
  /** The tree that it is in. */
  root: Document;
  /** Where it was last filled in. */
  page: Page;
  state: 'new' | 'begun' | 'submitted';
  /** How often it was not found. */
  missed: number;
  /** When somebody had last pressed anything, as it was not found for the first time. */
  pressed?: number;
}

export const forms: Sensor = (kit: Kit) => {
  const { win, listen, after, track, identify, tracked, routes, moment, path } = kit;
  const known = new Map<string, Known>();
  let pressed = -Infinity;
  const tries = createTries(kit, ({ key, traits, fields, page }) => {
    submitted(key);
    if (traits) identify(traits, page);
    track('Form Submitted', fields, page);
  });
  const submitted = (key: string) => {
    const form = known.get(key);
    if (form) form.state = 'submitted';
  };

  /** Forms without a name that somebody used: what they ask may change meanwhile, but not where they go. */
  const unnamed = new WeakMap<Element, string>();
  const keyFor = (form: Element): string => {
    const [was, key] = [unnamed.get(form), keyOf(form)];
    const goal = (key: string) => key.split(',')[0];
    return was && !nameOf(form) && goal(was) === goal(key) ? was : key;
  };

  const know = (element: Element): Known => {
    const key = keyFor(element);
    unnamed.set(element, key);
    if (!known.size) after(kLook, look);
    const form = known.get(key) ?? { name: nameOf(element), state: 'new' };
    const now = Object.assign(form, { root: rootOf(element), page: routes.current, missed: 0 }) as Known;
    known.set(key, now);
    return now;
  };

  const leave = (key: string, { state, name, page }: Known) => {
    known.delete(key);
    // What was tried a moment ago may be under way.
    if (state === 'begun' && !tries.open(key)) track('Form Abandoned', { form: name }, page);
  };
  /** A route's forms may come back with the next; one that two looks do not find is gone. */
  const look = () => {
    for (const [key, form] of known) {
      const there = [...form.root.querySelectorAll('form')].some((element) => keyFor(element) === key);
      if (there && form.root.isConnected) form.missed = 0;
      else if (!form.missed++) form.pressed = pressed;
      else {
        tries.gone(key, form.pressed!);
        leave(key, form);
      }
    }
    if (known.size) after(kLook, look);
  };
  listen(win, 'pagehide', () => {
    tries.settle();
    known.forEach((form, key) => leave(key, form));
  });
  routes.leaving(() => {
    // One that was submitted may be begun again on the next.
    known.forEach(({ state }, key) => state === 'submitted' && known.delete(key));
  });
  // form.submit() called by a script fires no submit event. Where the browser tells that a form's data leaves the page, none
  // is called abandoned.
  if (win.navigation) {
    listen(win.navigation, 'navigate', (event) => {
      if ((event as NavigateEvent).formData) known.forEach((_, key) => submitted(key));
    });
  }

  const input = (event: Event) => {
    const field = path(event)[0] as Element;
    const form = formOf(field);
    // An event of a script's is a person's only where they are: extensions and masks fill the field that has the focus.
    const filled = event.isTrusted || kit.focused(field);
    if (!form || !filled || closes(form)) return;
    const now = know(form);
    if (now.state !== 'new') return;
    now.state = 'begun';
    track('Form Started', { form: now.name });
  };

  let errored: string | null = null;
  /** What was pressed last may submit a form: pages check fields as they are filled in, too. */
  let submits = false;
  const invalid = (event: Event) => {
    const form = formOf(path(event)[0]);
    const key = form && keyFor(form);
    // One event per refused submission, however many fields are at fault, and however often a script asks.
    if (!form || !submits || errored === key || closes(form) || moment().mono - pressed > kAnswer) return;
    errored = key!;
    track('Form Errored', { form: nameOf(form) });
  };

  const submit = (event: Event) => {
    const press = kit.press(event);
    if (!press) return;
    const form = path(event)[0] as Element;
    know(form);
    press.key = keyFor(form);
    if (press.counted) submitted(press.key);
    // Goes nowhere: the page sends it itself, or does not.
    if (/^javascript:/i.test(Element.prototype.getAttribute.call(form, 'action') ?? '')) press.prevented = true;
    tries.add(press);
  };

  const reset = (event: Event) => {
    const form = path(event)[0];
    if (form instanceof Element) tries.cleared(keyFor(form), pressed);
  };

  /** These events do not leave a shadow tree: they are heard in it, from the first press or key on. */
  const inner: Record<string, (event: Event) => void> = { submit, invalid, reset };
  const trees = new WeakSet<EventTarget>([win]);
  const hear = (tree: EventTarget) => {
    for (const type in inner) listen(tree, type, inner[type]!);
  };
  hear(win);
  listen(win, 'input focusin pointerdown keydown click', (event) => {
    for (const node of path(event)) {
      if (!(node instanceof ShadowRoot) || trees.has(node)) continue;
      trees.add(node);
      hear(node);
    }
    const { type, isTrusted } = event;
    if (type === 'input') input(event);
    if (isTrusted && (type === 'click' || (event as KeyboardEvent).key === 'Enter')) {
      pressed = moment().mono;
      errored = null;
      const [target] = path(event);
      submits = !(target instanceof Element && Element.prototype.closest.call(target, type === 'click' ? kPressed : 'textarea')?.matches(kFields));
    }
  });

  tracked((event, properties) => {
    const name = event === 'Form Submitted' && properties['form'];
    const key = typeof name === 'string' ? name : '';
    if (!key) return properties;
    submitted(key);
    return tries.told(key, properties);
  });
};
