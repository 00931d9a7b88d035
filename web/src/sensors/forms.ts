/** Forms: begun, refused by the browser's validation, submitted. Only fields the page marks are ever read. */
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
    return Array.from((field as HTMLSelectElement).selectedOptions, (option) => option.value);
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

export const forms: Sensor = ({ doc, win, listen, track, identify, after, routes }: Kit) => {
  let started = new WeakSet<Element>();
  routes.leaving(() => (started = new WeakSet()));
  const formOf = (event: Event) => (event.target as Field | null)?.form;

  listen(win, 'input change', (event) => {
    const form = formOf(event);
    if (!form || started.has(form)) return;
    started.add(form);
    track('Form Started', { form: nameOf(form) });
  });

  let errored: Element | null = null;
  listen(win, 'invalid', (event) => {
    const form = formOf(event);
    // One event per refused submission, however many fields are at fault.
    if (!form || errored === form) return;
    errored = form;
    after(0, () => (errored = null));
    track('Form Errored', { form: nameOf(form) });
  });

  listen(win, 'submit', (event) => {
    const form = event.target;
    if (!(form instanceof Element)) return;
    const traits = marked(doc, form, 'data-kelvin-trait');
    if (traits) identify(traits);
    track('Form Submitted', { ...marked(doc, form, 'data-kelvin-prop'), form: nameOf(form) });
  });
};
