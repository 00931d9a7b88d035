/** The compiled core as the page uses it: JSON texts at the boundary, plain data on this side. */
import type { View } from '../kelvin';
import { parse } from './tools/json';
import type { Compiled, KelvinModule, Message, ModuleOptions, Outcome as Said, Refused, Restored, Scored as SaidScored } from '../../wasm/kelvin';

export type { Compiled, Message, Refused, Restored };
/** `line`: the event as the core wrote it, byte by byte. That is what the log keeps. */
export type Scored = SaidScored & { line: string };
export type Outcome = Exclude<Said, SaidScored> | Scored;
export type CoreFactory = (options: ModuleOptions) => Promise<KelvinModule>;

export interface Door {
  compile(model: string): Compiled | Refused;
  restore(state: string): Restored | Refused;
  resume(state: string): void;
  save(): string;
  apply(event: string): Outcome;
  view(at: number): View;
  explain(at: number): View;
}

/** In an outcome `event` stands before `hits`, and only members named so have these letters before a list. */
const lineOf = (outcome: string): string => outcome.slice(outcome.indexOf('"event":') + 8, outcome.lastIndexOf(',"hits":['));

export function door(core: KelvinModule): Door {
  return {
    compile: (model) => parse(core.compile(model)) as Compiled | Refused,
    restore: (state) => parse(core.restore(state)) as Restored | Refused,
    resume: (state) => void core.resume(state),
    save: () => core.save(),
    apply(event) {
      const text = core.apply(event);
      return { ...(parse(text) as Said), line: lineOf(text) } as Outcome;
    },
    view: (at) => parse(core.view(at)) as View,
    explain: (at) => parse(core.explain(at)) as View,
  };
}

/**
 * False where there is no WebAssembly (iOS's Lockdown Mode), or a policy forbids it. A policy reports the try; nothing tells
 * without one (WebAssembly.validate is never blocked), so the try is the smallest module there is.
 */
export function mayCompile(): boolean {
  try {
    return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    return false;
  }
}

/** Compiles the core that was fetched; rejects with the browser's reason when it is broken. */
export const compileCore = async (response: Response): Promise<WebAssembly.Module> =>
  response.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
