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

/** Addresses of the core, and of the one that reads packed models only. */
export interface Cores {
  whole: string;
  lean: string;
}

export interface LoadDeps {
  fetch: Window['fetch'];
  create: CoreFactory;
  integrity: string;
  clock: Clock;
  chunk: LoadChunk;
  pause(): Promise<void>;
}

const fetchOk = async (fetch: Window['fetch'], url: string, init?: RequestInit): Promise<Response> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response;
};

/** A packed model is known by its name (model.packed.json), so that its core is asked for at once, and not after it. */
const kPacked = /\.packed\./;

/** Rejects with a list of KelvinErrors: everything that is wrong, not the first thing only. */
export async function load({ fetch, create, integrity, clock, chunk, pause }: LoadDeps, modelUrl: string, { whole, lean }: Cores): Promise<Loaded> {
  const errors: KelvinError[] = [];
  const failed = (code: string, at: string, fix: string) => (error: unknown) =>
    void errors.push(fault(code, at, error, fix));
  const script = whole === 'off' || !mayCompile();
  const open = async (url: string) => {
    const wasm = script ? (await chunk('js')).default : await compileCore(await fetchOk(fetch, url, { integrity }));
    return doorOf(await create({ wasm }));
  };
  const core = (url: string) =>
    open(url).catch(failed('core_failed', url, 'Serve all files of dist together.'));
  const model = async () => {
    const response = await fetchOk(fetch, modelUrl);
    const text = await response.text();
    clock.correct(response);
    return text;
  };
  const first = kPacked.test(modelUrl) ? lean : whole;
  let [door, text] = await Promise.all([
    core(first),
    model().catch(failed('model_unreachable', modelUrl, 'Serve the model there, or correct data-model.')),
  ]);
  if (!door || text === undefined) throw errors;
  await pause();
  let compiled = door.compile(text);
  // The name misled: it is a source. (The whole core reads packed models as well.)
  if (!compiled.ok && compiled.errors[0]?.code === 'not_packed' && first !== whole) {
    door = await core(whole);
    if (!door) throw errors;
    compiled = door.compile(text);
  }
  if (!compiled.ok) throw compiled.errors;
  return { door, model: compiled };
}
