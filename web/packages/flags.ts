/**
 * The visitor as attributes for feature flags and experiments: one level of keys, of texts, numbers and lists of texts, which
 * GrowthBook, Statsig, OpenFeature and the like can target. They change the page, so they are there when Kelvin may.
 *
 * @example
 * onAttributes((attributes) => growthbook.updateAttributes(attributes));
 */
import { shown, subscribe } from './shown.js';

export type Attributes = Record<string, string | number | string[] | null>;

/**
 * Of what Kelvin shows now. Segments, grade and channel are empty where nothing is known; scores, whose names the model has, are missing.
 *
 * @example attributes(); // {kelvin_segments: ["warm", "hot"], kelvin_grade: "A1", kelvin_channel: "Direct", kelvin_interest: 70, kelvin_interest_momentum: 40}
 */
export function attributes(): Attributes {
  const { segments, grade, scores, view } = shown();
  const all: Attributes = { kelvin_segments: [...segments], kelvin_grade: grade, kelvin_channel: view?.visit.channel ?? '' };
  for (const [id, points] of Object.entries(scores)) all[`kelvin_${id}`] = points;
  for (const [id, points] of Object.entries(view?.momentum ?? {})) all[`kelvin_${id}_momentum`] = points;
  return all;
}

/**
 * Tells them now, and each time they change; returns the function that stops it. Tools that are told keep what they had: what is no
 * longer known is null.
 */
export function onAttributes(tell: (attributes: Attributes) => void): () => void {
  let last = '';
  const told = new Set<string>();
  const look = () => {
    const gone = Object.fromEntries([...told].map((name) => [name, null]));
    const now = { ...gone, ...attributes() };
    for (const name of Object.keys(now)) told.add(name);
    const text = JSON.stringify(now);
    if (text !== last) tell(now);
    last = text;
  };
  const stop = subscribe(look);
  look();
  return stop;
}
