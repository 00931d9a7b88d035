/**
 * What is so at the end of a test, as an `expect` step: the core is asked by expecting what cannot be, and its answer names what it found.
 * So waits at the end count, and no number is made here.
 */
import type { Right, Wrong } from '../../../wasm/studio';
import type { Json } from './json';

type Some = Record<string, Json>;
const ids = (value: Json | undefined): string[] => (Array.isArray(value) ? value : []).flatMap((one) => (one && typeof one === 'object' && !Array.isArray(one) && typeof one.id === 'string' ? [one.id] : []));
const kNever = -999_999_999;

/** The model with one test alone, which expects what cannot be. Nothing where there is no such test. */
export function probeOf(model: Some, test: number): Some | undefined {
  const journey = (model.tests as Some[] | undefined)?.[test];
  if (!journey || !Array.isArray(journey.steps)) return undefined;
  const segments = ids(model.segments);
  const expect: Some = { scores: Object.fromEntries(ids(model.scores).map((id) => [id, kNever])) };
  // Each twice: nobody is in a segment twice.
  if (segments.length) expect.segments = [...segments, ...segments];
  if (Array.isArray(model.grade) && model.grade.length) expect.grade = '\u0001';
  const events = (journey.steps as Some[]).filter((step) => !('expect' in step));
  return { ...model, tests: [{ ...journey, steps: [...events, { expect }] }] };
}

/** The step, from what the core found. */
export function expectOf(checked: Right | Wrong): Json | undefined {
  const failures = 'tests' in checked ? checked.tests?.[0]?.failures : undefined;
  const expect: { scores?: Some; segments?: Json; grade?: Json } = {};
  for (const { at, found } of failures ?? []) {
    const [what, id] = at.slice(at.indexOf('/expect/') + 8).split('/') as [string, string?];
    if (what === 'scores' && id) (expect.scores ??= {})[id] = found as Json;
    if (what === 'segments') expect.segments = found as Json;
    if (what === 'grade') expect.grade = found as Json;
  }
  return expect.scores ? { expect: expect as Some } : undefined;
}
