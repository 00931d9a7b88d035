/** Types of robots.mjs, for the unit tests. */
export function measureRobots(pattern: RegExp, modules?: URL): { crawlers: number; people: number; missed: string[]; taken: string[] };
