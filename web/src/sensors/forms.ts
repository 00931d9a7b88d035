/** Forms: begun, refused by the browser's validation, submitted, or left unfinished. Only fields the page marks are ever read. */
import type { Fields } from '../../kelvin';
import { attribute, type Kit, type Sensor } from './kit';

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The form's name in events: its `data-kelvin-form`, id or name, whichever it has first. */
const nameOf = (form: Element): string =>
  attribute(form, 'data-kelvin-form') || attribute(form, 'id') || attribute(form, 'name') || '';

/** What a marked field says; undefined when it says nothing. Passwords and files are not read, marked or not. */
function valueOf(field: Field): unknown {
  const { type, value } = field;
  if (type === 'password' || type === 'file') return undefined;
  if (type === 'checkbox' || type === 'radio') {
    if (!(field as HTMLInputElement).checked) return type === 'radio' || field.hasAttribute('value') ? undefined : false;
    return field.hasAttribute('value') ? value : true;
  }
  if (type === 'select-multiple') {
    return [...(field as HTMLSelectElement).selectedOptions].map((option) => option.value);
  }
  return value === '' ? undefined : value;
}

/** Values of the form's fields that carry `mark`, by the mark's text; several under one name are a list. */
function marked(doc: Document, form: Element, mark: string): Fields | null {
  let found: Fields | null = null;
  for (const field of doc.querySelectorAll<Field>(`[${mark}]`)) {
    const name = attribute(field, mark);
    const value = field.form === form && name ? valueOf(field) : undefined;
    if (value === undefined) continue;
    found ??= {};
    found[name!] = name! in found ? [found[name!]].concat(value).flat() : value;
  }
  return found;
}

export const forms: Sensor = ({ doc, win, listen, track, identify, routes }: Kit) => {
  /** Forms begun on this page; true until they are submitted. */
  let begun = new Map<Element, boolean>();
  const formOf = (event: Event) => (event.composedPath()[0] as Field | undefined)?.form;

  listen(win, 'input', (event) => {
    const form = formOf(event);
    if (!form || begun.has(form)) return;
    begun.set(form, true);
    track('Form Started', { form: nameOf(form) });
  });

  const left = () => {
    for (const [form, open] of begun) if (open) track('Form Abandoned', { form: nameOf(form) }, routes.current);
    begun = new Map();
  };
  listen(win, 'pagehide', left);
  routes.leaving(left);
  // form.submit() called by a script fires no submit event. Where the browser tells that a form's data leaves the page, none
  // is called abandoned.
  if (win.navigation) {
    listen(win.navigation, 'navigate', (event) => {
      if ((event as NavigateEvent).formData) begun.forEach((_, form) => begun.set(form, false));
    });
  }

  let errored: Element | null = null;
  listen(win, 'invalid', (event) => {
    const form = formOf(event);
    // One event per refused submission, however many fields are at fault, and however often a script asks.
    if (!form || errored === form) return;
    errored = form;
    track('Form Errored', { form: nameOf(form) });
  });
  listen(win, 'click keydown', (event) => {
    if ((event as KeyboardEvent).key === undefined || (event as KeyboardEvent).key === 'Enter') errored = null;
  });

  listen(win, 'submit', (event) => {
    const form = event.target;
    if (!(form instanceof Element)) return;
    if (begun.has(form)) begun.set(form, false);
    const traits = marked(doc, form, 'data-kelvin-trait');
    if (traits) identify(traits);
    track('Form Submitted', { ...marked(doc, form, 'data-kelvin-prop'), form: nameOf(form) });
  });
};
