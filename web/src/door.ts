/** The compiled core as the page uses it: JSON texts at the boundary, plain data on this side. */
import type { View } from '../kelvin';
import type { Compiled, KelvinModule, Message, ModuleOptions, Outcome, Refused, Restored, Scored } from '../../wasm/kelvin';

export type { Compiled, Message, Outcome, Refused, Restored, Scored };
export type CoreFactory = (options: ModuleOptions) => Promise<KelvinModule>;

export interface Door {
  compile(model: string): Compiled | Refused;
  restore(state: string): Restored | Refused;
  save(): string;
  apply(event: string): Outcome;
  view(at: number): View;
  explain(at: number): View;
}

export function door(core: KelvinModule): Door {
  return {
    compile: (model) => JSON.parse(core.compile(model)) as Compiled | Refused,
    restore: (state) => JSON.parse(core.restore(state)) as Restored | Refused,
    save: () => core.save(),
    apply: (event) => JSON.parse(core.apply(event)) as Outcome,
    view: (at) => JSON.parse(core.view(at)) as View,
    explain: (at) => JSON.parse(core.explain(at)) as View,
  };
}

/**
 * Fetches and compiles the core; rejects with the browser's reason when it may not (CSP), cannot (network) or is broken.
 */
export async function openDoor(create: CoreFactory, answer: Promise<Response>): Promise<Door> {
  const response = await answer;
  const streams = response.headers.get('content-type')?.startsWith('application/wasm');
  const wasm = await (streams
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer()));
  return door(await create({ wasm }));
}
