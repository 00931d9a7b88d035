/**
 * The later part of the script, a bundle of its own: what no first view needs. What it shares with the first part it is given
 * (shared.ts): in the module both are one.
 */
export { createDeliveries } from './delivery/deliveries';
export { createExperiences } from './personalise/experiences';
export { createExposures } from './personalise/exposures';
export { startLaterSensors } from './sensors/later';

export type Later = typeof import('./later');
