/** The visitor's id: random, and gone 13 months after it was made, however often they come. */
import { fromJson, toJson } from '../tools/json';
import type { Shelf } from './shelf';

/** 13 months as regulators count them (393 days), from creation. */
export const kVisitorLife = 393 * 86_400_000;

interface Visitor {
  id: string;
  born: number;
}

const read = (shelf: Shelf): Visitor | null => {
  const visitor = fromJson<Visitor>(shelf.get('id'));
  return visitor && typeof visitor.id === 'string' && typeof visitor.born === 'number' ? visitor : null;
};

/** True when an id is there that has lived its time, or that claims to be from the future. */
export function visitorExpired(shelf: Shelf, now: number): boolean {
  const visitor = read(shelf);
  return !!visitor && (now - visitor.born >= kVisitorLife || visitor.born - now > kVisitorLife);
}

/** The id, made with `random` when there is none. */
export function visitorId(shelf: Shelf, now: number, random: () => string): string {
  let visitor = read(shelf);
  if (!visitor) shelf.set('id', toJson((visitor = { id: random(), born: now })));
  return visitor.id;
}
