/** Fetches the core and the model side by side, and opens the one with the other. */
import type { KelvinError } from '../kelvin';
import type { LoadChunk } from './chunks';
import { compileCore, door as doorOf, mayCompile, type Compiled, type CoreFactory, type Door } from './door';
import type { Clock } from './tools/clock';
import { fault } from './tools/safe';

export interface Loaded {
  door: Door;
  model: Compiled;
}

export interface LoadDeps {
  win: Window;
  create: CoreFactory;
  integrity: string;
  clock: Clock;
  chunk: LoadChunk;
}

const fetchOk = async (win: Window, url: string, init?: RequestInit): Promise<Response> => {
  const response = await win.fetch(url, init);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response;
};

/** Rejects with a list of KelvinErrors: everything that is wrong, not the first thing only. */
export async function load({ win, create, integrity, clock, chunk }: LoadDeps, modelUrl: string, wasmUrl: string): Promise<Loaded> {
  const errors: KelvinError[] = [];
  const failed = (code: string, at: string, fix: string) => (error: unknown) =>
    void errors.push(fault(code, at, error, fix));
  const core = async () => {
    const script = wasmUrl === 'off' || !mayCompile();
    const wasm = script ? (await chunk('js')).default : await compileCore(await fetchOk(win, wasmUrl, { integrity }));
    return doorOf(await create({ wasm }));
  };
  const model = async () => {
    const response = await fetchOk(win, modelUrl);
    const text = await response.text();
    clock.correct(response);
    return text;
  };
  const [door, text] = await Promise.all([
    core().catch(failed('core_failed', wasmUrl, 'Serve kelvin.wasm there, and kelvin-js.js beside kelvin.js.')),
    model().catch(failed('model_unreachable', modelUrl, 'Serve the model at this address, or correct data-model.')),
  ]);
  if (!door || text === undefined) throw errors;
  const compiled = door.compile(text);
  if (!compiled.ok) throw compiled.errors;
  return { door, model: compiled };
}
