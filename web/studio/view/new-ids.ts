/** Ids that nobody has typed yet: of what was added here, they follow its label. */
import { edit, members, text } from '../app';
import { type Json, type Path, pointerOf, setValue, valueAt } from '../model/json';

const fresh = new Set<string>();
export const newId = (id: string): void => void fresh.add(id);

/** `Saw the price list` as an id: `saw-the-price-list`. */
const idOf = (label: string): string => label.normalize('NFD').replace(/[^\w\s-]/g, '').trim().toLowerCase().replace(/[\s_-]+/g, '-').slice(0, 40).replace(/^-|-$/g, '');

/** Whether it stands once in the file, so that nothing else names it. */
const isAlone = (id: string): boolean => text.value.split(JSON.stringify(id)).length === 2;

/** Ids of a model, wherever they stand. */
function allIds(value: Json, out = new Set<string>()): Set<string> {
  if (value && typeof value === 'object') {
    if (!Array.isArray(value) && typeof value.id === 'string') out.add(value.id);
    for (const one of Object.values(value)) allIds(one, out);
  }
  return out;
}

/** Sets a label, and the id beside it where that is a new one. */
export function setLabel(path: Path, label: string): void {
  edit((here, opened) => {
    const edits = setValue(here, opened, path, label);
    const place = [...path.slice(0, -1), 'id'];
    const id = valueAt(here, place);
    if (typeof id !== 'string' || !fresh.has(id) || !isAlone(id)) return edits;
    const taken = allIds(members.value as Json);
    taken.delete(id);
    const wanted = idOf(label);
    const free = [wanted, ...Array.from({ length: 1000 }, (_, i) => `${wanted}-${i + 2}`)].find((one) => !taken.has(one)) as string;
    if (!wanted || free === id) return edits;
    fresh.delete(id);
    fresh.add(free);
    return [...edits, ...setValue(here, opened, place, free)];
  }, pointerOf(path));
}
