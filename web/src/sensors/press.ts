/** Reads a submission when the form is pressed: soon after the form may be cleared, filled in anew, or gone. */
import { closes, keyOf, marked, nameOf, rootOf } from './fields';
import { attribute, type Kit, type Press } from './kit';

/** null for what submits nothing: an event that a script made up, or asked for before anybody did anything; a form that closes a dialog. */
export function pressOf(event: Event, { win, doc, here, moment, listen, after, idle }: Kit): Press | null {
  const form = event.composedPath()[0] as Element;
  // What people do in a frame of another site is heard by the browser alone.
  const untouched = idle() === Infinity && !win.navigator.userActivation?.hasBeenActive;
  if (!event.isTrusted || untouched || closes(form, (event as SubmitEvent).submitter)) return null;
  const press: Press = {
    event,
    key: keyOf(form),
    how: attribute(form, 'data-kelvin-submit'),
    traits: marked(doc, form, 'data-kelvin-trait'),
    fields: { ...marked(doc, form, 'data-kelvin-prop'), form: nameOf(form) },
    page: here(),
    time: moment().mono,
  };
  const decide = () => {
    press.prevented ??= event.defaultPrevented;
    press.decided?.();
  };
  // After all listeners but the window's own: what is prevented there is prevented for every form alike.
  listen(rootOf(form), 'submit', decide, { capture: false, once: true });
  after(0, decide);
  return press;
}

/** The browser sends it, or the site says that each try counts: whatever becomes of it. */
export const isCertain = ({ how, prevented }: Press): boolean => how !== 'success' && (how === 'try' || prevented === false);
