/** Forms and their fields, those of components in open shadow trees too. Only fields the page marks are ever read. */
import type { Fields } from '../../kelvin';
import { attribute } from './kit';

/** A field of the browser's own or a component's, which may have any of these as well. */
type Field = Element & Partial<Pick<HTMLInputElement, 'type' | 'checked' | 'form'>> & { value?: unknown; selected?: unknown };

// A form's own properties may be shadowed by its fields: one may be called "getRootNode".
export const rootOf = (node: Node): Document => Node.prototype.getRootNode.call(node) as Document;
const within = (form: Element, selector: string): Element[] => [...Element.prototype.querySelectorAll.call(form, selector)];

const isForm = (node: unknown): node is HTMLFormElement => node instanceof HTMLFormElement;

/**
 * The form that an element belongs to: by the browser's word, by its attribute, or because it lies in it, be it in a component's
 * shadow tree or between a component's tags.
 */
export function formOf(element: EventTarget | null | undefined): HTMLFormElement | undefined {
  for (let node = element as Node | null | undefined; node; ) {
    if (isForm(node)) return node;
    if (node instanceof Element) {
      const { form } = node as Field;
      const id = attribute(node, 'form');
      const named = isForm(form) ? form : id && rootOf(node).getElementById?.(id);
      if (isForm(named)) return named;
    }
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host;
  }
  return undefined;
}

/** The form's name in events: its `data-kelvin-form`, id or name, whichever it has first. */
export const nameOf = (form: Element): string =>
  attribute(form, 'data-kelvin-form') || attribute(form, 'id') || attribute(form, 'name') || '';

/** By what a form is known again when a framework renders it anew: its name, else where it goes to and what it asks. */
export const keyOf = (form: Element): string =>
  nameOf(form) || [attribute(form, 'action'), ...within(form, '[name]').map((field) => attribute(field, 'name'))].join();

/** What a marked field says; undefined when it says nothing. Passwords and files are not read, marked or not. */
function valueOf(field: Field): unknown {
  const { type, value, checked, selected, localName } = field;
  if (type === 'password' || type === 'file') return undefined;
  const box = type === 'checkbox' || type === 'radio';
  const on = box ? checked : localName.includes('-') ? (checked ?? selected) : undefined;
  if (typeof on === 'boolean') {
    if (!on) return type === 'radio' || field.hasAttribute('value') ? undefined : false;
    return field.hasAttribute('value') ? value : true;
  }
  if (type === 'select-multiple') {
    return Array.from((field as unknown as HTMLSelectElement).selectedOptions, (option) => option.value);
  }
  return value === '' || value === null || (typeof value === 'object' && !Array.isArray(value)) ? undefined : value;
}

/** Values of the form's fields that carry `mark`, by the mark's text; several under one name are a list. */
export function marked(doc: Document, form: Element, mark: string): Fields | null {
  let found: Fields | null = null;
  const roots = [rootOf(form), doc];
  for (const field of new Set(roots.flatMap((root) => [...root.querySelectorAll<Field>(`[${mark}]`)]))) {
    const name = attribute(field, mark);
    const value = name && formOf(field) === form ? valueOf(field) : undefined;
    if (value === undefined) continue;
    found ??= {};
    found[name!] = name! in found ? [found[name!]].concat(value).flat() : value;
  }
  return found;
}

/** Whether a submission only closes a dialog. */
export const closes = (form: Element, submitter?: Element | null): boolean =>
  /^dialog$/i.test((submitter && attribute(submitter, 'formmethod')) || attribute(form, 'method') || '');
