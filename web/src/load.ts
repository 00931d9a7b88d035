/**
 * Fetches the core and the model side by side, and opens the one with the other. What a cache held of another release is asked
 * for once more, past the cache.
 */
import type { KelvinError } from '../kelvin';
import type { Files } from './chunks';
import { compileCore, door as doorOf, mayCompile, type Compiled, type CoreFactory, type Door } from './door';
import type { Clock } from './tools/clock';
import { fault } from './tools/safe';

export interface Loaded {
  door: Door;
  model: Compiled;
}

interface LoadDeps {
  fetch: Window['fetch'];
  win: Window;
  create: CoreFactory;
  integrity: string;
  clock: Clock;
  files: Files;
  pause(): Promise<void>;
}

/** A packed model is known by its name (model.packed.json), so that its core is asked for at once, and not after it. */
const kPacked = /\.packed\./;
const kReload: RequestInit = { cache: 'reload' };
const kTogether = 'Serve all files of dist together; data-base says where they are.';

/** Rejects with a list of KelvinErrors: everything that is wrong, not the first thing only. `wasm`: a core that the site names, or "off". */
export async function load(deps: LoadDeps, modelUrl: string, wasm?: string): Promise<Loaded> {
  const { win, create, integrity, clock, files, pause } = deps;
  const errors: KelvinError[] = [];
  const failed = (code: string, at: string, fix: string) => (error: unknown) =>
    void errors.push(fault(code, at, error, fix));

  const fetchOk = async (url: string, init?: RequestInit): Promise<Response> => {
    const response = await deps.fetch(url, init);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
  };
  /** It came from the server just now. Of other origins a browser may not tell. */
  const isFresh = (url: string): boolean => {
    const entries = win.performance?.getEntriesByName?.(new URL(url, win.document.baseURI).href) ?? [];
    return !!(entries.at(-1) as PerformanceResourceTiming | undefined)?.transferSize;
  };
  /** A file that is held to a hash fails without a reason. */
  const reason = (url: string) => async (error: unknown): Promise<never> => {
    if (error instanceof TypeError) {
      await fetchOk(url);
      error = new Error('of another release, or changed');
    }
    throw error;
  };

  const compiledCore = async (url: string, init?: RequestInit) => compileCore(await fetchOk(url, { integrity, ...init }));
  /** The one that the site names may be another release's, from a cache or for good: this release's lies beside the script. */
  const wasmOf = (url: string, own: string) => {
    const beside = (why: unknown) => (url === own ? Promise.reject(why) : compiledCore(own).then(undefined, () => Promise.reject(why)));
    return compiledCore(url)
      .then(undefined, (why) => (isFresh(url) ? Promise.reject(why) : compiledCore(url, kReload)))
      .then(undefined, beside)
      .then(undefined, reason(url));
  };
  const script = wasm === 'off' || !mayCompile();
  const core = (own: string) => {
    const url = wasm || own;
    const open = async () => doorOf(await create({ wasm: script ? (await files.chunk('js')).default : await wasmOf(url, own) }));
    return open().then(undefined, failed('core_failed', url, kTogether));
  };
  const model = async (init?: RequestInit) => {
    const response = await fetchOk(modelUrl, init);
    const text = await response.text();
    clock.correct(response);
    return text;
  };

  const packed = kPacked.test(modelUrl);
  let [door, text] = await Promise.all([
    core(packed ? files.lean : files.whole),
    model()
      .then(undefined, (why) => (isFresh(modelUrl) ? Promise.reject(why) : model(kReload)))
      .then(undefined, failed('model_unreachable', modelUrl, 'Serve the model there, or correct data-model.')),
  ]);
  if (!door || text === undefined) throw errors;
  await pause();
  let compiled = door.compile(text);
  // The name misled: it is a source. (The whole core reads packed models as well.)
  if (!compiled.ok && compiled.errors[0]?.code === 'not_packed' && packed && !wasm) {
    door = await core(files.whole);
    if (!door) throw errors;
    compiled = door.compile(text);
  }
  if (!compiled.ok && !isFresh(modelUrl)) {
    const fresh = await model(kReload).then(undefined, () => text);
    if (fresh !== text) compiled = door.compile(fresh);
  }
  if (!compiled.ok) throw compiled.errors;
  return { door, model: compiled };
}
