/** The visitor's id: random, and gone 13 months after it was made, however often they come. */
import { fromJson } from '../tools/json';

/** 13 months as regulators count them (393 days), from creation. */
export const kVisitorLife = 393 * 86_400_000;

export interface Visitor {
  id: string;
  born: number;
  /** Another person was here until this event was made, by the local clock: none that was made before is theirs. */
  since?: number;
  /** When that person's id was born. */
  former?: number;
  /** The last userId that was told of them. */
  user?: string;
  /** They signed out then: the next userId is another person's. */
  over?: number;
}

/** The visitor that is kept in a text; null when there is none that can be read. */
export function readVisitor(text: string | null): Visitor | null {
  const visitor = fromJson<Visitor>(text);
  return visitor && typeof visitor.id === 'string' && typeof visitor.born === 'number' ? visitor : null;
}

/** True when an id has lived its time, or claims to be from the future. */
export const visitorExpired = ({ born }: Visitor, now: number): boolean =>
  now - born >= kVisitorLife || born - now > kVisitorLife;
