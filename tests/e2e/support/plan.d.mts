/** Types of plan.mjs, for the unit tests. */
export function random(seed: number): () => number;
export interface Fault {
  kind: string;
  kept: boolean;
  status?: number;
  retryAfter?: string;
  wish?: number;
}
export function createPlan(options: { seed: number; shares?: Record<string, number>; offline?: (now: number) => boolean }): {
  seed: number;
  counts: Record<string, number>;
  next(id: string, now: number): Fault;
};
export interface Arrived {
  key: string;
  id: string;
  body: string | null;
  at: number;
  kind: string;
  kept: boolean;
}
export function createRegistry(): {
  arrived: Arrived[];
  bodies: Map<string, string>;
  note(entry: Arrived): void;
  has(key: string): boolean;
  verdict(made: Iterable<string>): { lost: string[]; unknown: string[]; differing: number; repeats: number };
};
