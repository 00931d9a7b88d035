/** Does what follows from consent: makes the plan, and takes its actions in their order. */
import type { Outbox } from '../delivery/outbox';
import type { Painter } from '../personalise/painter';
import type { Pipeline } from '../pipeline';
import type { Run } from '../run';
import { kConsent, type ConsentGatedStore } from '../storage/gated-store';
import type { KeyValueStore } from '../storage/key-value';
import type { Options } from '../../kelvin';
import type { Action } from './plan';
import type { ConsentState } from './state';

export interface ActDeps {
  consent: ConsentState;
  local: KeyValueStore;
  store: ConsentGatedStore;
  outbox: Outbox;
  pipeline: Pick<Pipeline, 'view' | 'renew'>;
  run: Pick<Run, 'on' | 'failed' | 'start' | 'stop'>;
  painter: Pick<Painter, 'start' | 'stop'>;
}

/** Plans and acts, for a site that asked for this. */
export function createAct({ consent, local, store, outbox, pipeline, run, painter }: ActDeps): (wanted: Options) => void {
  const traces = (refusal: string | null) => store.erasePending() || local.keys().some((key) => key !== kConsent || !refusal);
  const act = (action: Action, wanted: Options) => {
    if (action.do === 'keep') store.persist(action);
    else if (action.do === 'start') run.start(wanted);
    else if (action.do === 'show') painter.start(pipeline.view());
    else if (action.do === 'hide') painter.stop();
    else if (action.do === 'send') outbox.flush();
    else if (action.do === 'drop') {
      pipeline.renew();
      void outbox.clear();
    } else if (action.do === 'erase' && (action.surely || traces(action.refusal))) {
      run.stop();
      outbox.stop();
      store.erase(action.refusal);
    }
  };
  return (wanted) => {
    for (const action of consent.plan({ running: run.on(), failed: run.failed() }).actions) act(action, wanted);
  };
}
