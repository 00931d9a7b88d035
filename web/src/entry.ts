/** The script tag: reads its attributes and installs itself. The build puts all of it into a `try`. */
import create, { build, integrity, later } from 'kelvin-core';
import type { Options } from '../kelvin';
import type { Files } from './chunks';
import { install, inWorker, isQueue, named, relieve } from './install';
import type { Later } from './later';
import { kShared } from './shared';
import { ownly } from './tools/json';

/** Names without a meaning here are the page's own. */
function attributes(script: HTMLScriptElement): Options {
  const given = ownly(script.dataset);
  return { ...given, wasmUrl: given['wasm'] } as unknown as Options;
}

/**
 * A module has no current script, and an image of that name would hide it. Where a cache plugin put us into a bundle the current
 * one is the bundle's: then the tag that is meant names the folder of our files, too, and need not have a `src`.
 */
const found = document.currentScript;
const current = found instanceof HTMLScriptElement ? found : null;
const tagged = (more: string) => document.querySelector<HTMLScriptElement>(`script[data-model]${more}`);
const script = current ? (current.dataset['model'] ? current : (tagged('[data-base]') ?? current)) : tagged('');
const src = script?.src ?? '';

/**
 * Puts a file into the browser's table of modules, held to a hash: `import()` takes none, and under a policy of hashes it runs nothing.
 * Only where the page holds this script to one: the element is seen in the document for a moment. A browser that cannot do it
 * (Safari before 17) goes without the file.
 */
const held = (href: string): Promise<void> =>
  new Promise((done, fail) => {
    if (!script?.integrity) return done();
    const link = document.createElement('link');
    if (!link.relList.supports('modulepreload')) return fail('no modulepreload');
    const end = (then: () => void) => () => (link.remove(), then());
    Object.assign(link, { rel: 'modulepreload', integrity: later, crossOrigin: 'anonymous', nonce: script.nonce, href, onload: end(done), onerror: end(() => fail('of another release, changed, or not in the policy')) });
    document.head.append(link);
  });

function files(base?: string): Files {
  const folder = base ? base.replace(/\/?$/, '/') : (src || document.baseURI).replace(/[?#].*/, '').replace(/[^/]*$/, '');
  const file = (name: string) => new URL(`kelvin${name.replace('.', `.${build}.`)}`, new URL(folder, document.baseURI)).href;
  const chunk = async (name: string) => {
    const open = async (address: string) => {
      if (name !== 'later') return import(address);
      await held(address);
      return ((await import(address)) as { default(shared: typeof kShared): Later }).default(kShared);
    };
    const address = file(`-${name}.js`);
    // Another address for the second try: neither a cache nor the browser's table of modules that failed has it.
    return open(address).then(undefined, () => open(`${address}?${Date.now()}`));
  };
  return { whole: file('.wasm'), lean: file('-lean.wasm'), chunk: chunk as Files['chunk'] };
}

/**
 * A cache may hold this script longer than its server the files of its build. Asks for the script past all caches: if that is of
 * another build it takes our place. Not where the page holds the script to a hash, nor for a script that may be more than ours.
 */
const renew = (): Promise<unknown> =>
  new Promise((done, fail) => {
    if (!src || !script!.dataset['model'] || script!.integrity || 'renewed' in script!.dataset) return fail();
    const next = document.createElement('script');
    for (const { name, value } of script!.attributes) next.setAttribute(name, value);
    next.nonce = script!.nonce;
    next.dataset['renewed'] = '';
    next.src = `${src}${src.includes('?') ? '&' : '?'}${Date.now()}`;
    next.onload = done;
    next.onerror = fail;
    document.head.append(next);
    next.remove(); // It is under way, and the page stays as it was.
  });

const page = named(window);
relieve(page, build);
// A second tag finds the first one's `kelvin` and leaves it alone; so does any tag on a page whose own `kelvin` is
// something else.
if ((!page || isQueue(page)) && !inWorker(page)) {
  install({ win: window, create, build, integrity, files, renew }, script ? attributes(script) : undefined);
}
