/** Hears what the page tells other tools, and makes events of it. A bundle of its own, for sites that ask for it. */
import type { Fields } from '../../kelvin';
import { words, type Kit } from '../sensors/kit';
import { interceptAnalytics } from './analytics';
import { interceptDataLayer } from './datalayer';
import { kEcho, type Emit } from './emit';

/** Under which conditions we hear. */
export interface How {
  /** What is there already was said while the visitor refused: only what comes counts. */
  late: boolean;
  /** The page sensor counts page views: those of other tools are the same ones. */
  paged: boolean;
}

export function startIntegrations(kit: Kit, { late, paged }: How): void {
  const emit: Emit = (fields) => {
    if ((fields['type'] === 'page' && paged) || kEcho.test(String(fields['event']))) return;
    if (fields['event'] === 'Site Searched') {
      const query = String((fields['properties'] as Fields)['query']);
      if (kit.searched.has(query)) return;
      kit.searched.add(query);
    }
    kit.push(fields);
  };
  for (const name of words(kit.options.hear)) {
    if (/^datalayer$/i.test(name)) interceptDataLayer(kit, emit, late);
    if (/^(rudder)?analytics$/.test(name)) interceptAnalytics(kit, emit, late, name);
  }
}
