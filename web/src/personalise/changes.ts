/** What an experience may set on an element, thing by thing: its text, attributes, classes. */
/** One thing of an element: "text", "@attribute" or ".class". */
export type Key = string;

/** The core has checked all this. But a first paint comes from storage, and copies from markup, where others may have written. */
const kAddress = /^(https?:|mailto:|tel:|[^:\0-\x1f]*([/?#]|$))/i;
/** Attributes that neither run nor load anything. */
const kSafe = /^((aria|data)-[a-z0-9-]+|alt|dir|disabled|download|hidden|lang|open|placeholder|rel|role|tabindex|target|title|value)$/;

/** Whether the element may have this. Text in a script or style would run; an address is for links alone. */
export function mayHave({ localName }: Element, key: Key, value: string): boolean {
  if (key === 'text') return !/^(script|style)$/i.test(localName);
  if (key === '@href') return kAddress.test(value) && /^(a|area)$/i.test(localName);
  return key[0] === '.' || (key[0] === '@' && kSafe.test(key.slice(1)));
}

/** An attribute, or whether the class is there ("" or null). */
export const read = (element: Element, key: Key): string | null => {
  const name = key.slice(1);
  return key[0] === '@' ? element.getAttribute(name) : element.classList.contains(name) ? '' : null;
};

export const write = (element: Element, key: Key, value: string | null) => {
  const name = key.slice(1);
  if (key[0] === '.') element.classList.toggle(name, value !== null);
  else if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
};
