// A stand-in for what Google Tag Manager gives custom templates: the sections of a .tpl file, the sandbox's APIs behind the template's
// own permissions, and the kit that its tests are written with.
// https://developers.google.com/tag-platform/tag-manager/templates/{sandboxed-javascript,api,permissions,tests}
import assert from 'node:assert/strict';
import vm from 'node:vm';

/** The sections by name. */
export function sectionsOf(text) {
  const parts = text.split(/^___([A-Z_]+)___\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, i) => (i % 2 ? [] : [[name, parts[i + 1].trim()]])));
}

/** Words that sandboxed JavaScript does not have, and syntax past what it took from ES6. */
const kMissing = [/\b(new|this|class|try|catch|throw|async|await|yield|delete|instanceof|window|document|globalThis|Promise|Symbol|JSON|Math|Object|Array|Date|RegExp|setTimeout|console)\b/, /`/, /\.\.\.[\w{[]/, /=> *\/|[=(,] *\/[^/*]/];
const withoutTexts = (code) => code.replace(/\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'/g, (found) => (found.startsWith("'") ? "''" : ''));
export const notInSandbox = (code) => kMissing.flatMap((pattern) => withoutTexts(code).match(pattern)?.[0] ?? []);

const valueOf = ({ type, string, boolean, listItem, mapKey, mapValue }) =>
  type === 1 ? string : type === 8 ? boolean : type === 2 ? listItem.map(valueOf) : Object.fromEntries(mapKey.map((key, i) => [valueOf(key), valueOf(mapValue[i])]));

/** What the permissions section allows: {publicId: {parameter: value}}. */
export const permissionsOf = (section) =>
  Object.fromEntries(JSON.parse(section).map(({ instance: { key, param } }) => [key.publicId, Object.fromEntries(param.map(({ key: name, value }) => [name, valueOf(value)]))]));

/**
 * The APIs that a template may ask for, on a window. It is put into a page as text, so it uses nothing from around it. Each throws where the
 * permissions do not have what it does. `consent`: the types' states, and who listens.
 */
export function sandboxApis({ win, permissions, inject, consent }) {
  const refuse = (what) => {
    throw new Error(`not permitted: ${what}`);
  };
  const global = (path, how) => {
    const found = (permissions.access_globals?.keys ?? []).find(({ key }) => key === path);
    if (!how.every((right) => found?.[right])) refuse(`${how.join('')} ${path}`);
  };
  const owner = (path) => path.split('.').slice(0, -1).reduce((object, name) => object?.[name], win);
  const last = (path) => path.split('.').at(-1);
  const mayRead = (type) => (permissions.access_consent?.consentTypes ?? []).some((one) => one.consentType === type && one.read) || refuse(`consent ${type}`);
  const matches = (url) => (permissions.inject_script?.urls ?? []).some((pattern) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(url));
  return {
    copyFromWindow: (path) => (global(path, ['read']), owner(path)?.[last(path)]),
    callInWindow(path, ...args) {
      global(path, ['execute']);
      // The documentation promises no `this`.
      const called = owner(path)?.[last(path)];
      return called?.(...args);
    },
    createQueue(path) {
      global(path, ['read', 'write']);
      owner(path)[last(path)] ??= [];
      return (entry) => void owner(path)[last(path)].push(entry);
    },
    injectScript: (url, done, failed, token) => (matches(url) || refuse(`script ${url}`), inject(url, done, failed, token)),
    isConsentGranted: (type) => (mayRead(type), consent.granted[type] !== false),
    addConsentListener: (type, listener) => void (mayRead(type), consent.listeners.push([type, listener])),
  };
}

/** The scenarios of a tests section: [{name, code}], and the code before each. */
export function scenariosOf(section) {
  const block = (text) => text.replace(/^ {4}/gm, '');
  const [scenarios, setup = ''] = section.split(/^setup: \|-\n/m);
  const found = scenarios.split(/^- name: /m).slice(1).map((text) => ({ name: text.split('\n')[0], code: block(text.slice(text.indexOf('code: |-\n') + 9)) }));
  return { scenarios: found, setup: setup.replace(/^ {2}/gm, '') };
}

/** Runs one scenario as Tag Manager's editor does: `require` gives what was mocked. */
export function runScenario(code, setup, template) {
  const mocked = {};
  const called = {};
  const api = (name) => (...args) => {
    (called[name] ??= []).push(args);
    const mock = mocked[name];
    return typeof mock === 'function' ? mock(...args) : mock;
  };
  const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
  const kit = {
    mock: (name, value) => void (mocked[name] = value),
    runCode: (data) => vm.runInNewContext(`(function (require, data) {\n${template}\n})`)(api, { ...data, gtmOnSuccess: api('gtmOnSuccess'), gtmOnFailure: api('gtmOnFailure') }),
    assertApi: (name) => ({
      wasCalled: () => assert.ok(called[name], `${name} was not called`),
      wasNotCalled: () => assert.ok(!called[name], `${name} was called`),
    }),
    assertThat: (value) => ({ isEqualTo: (wanted) => assert.deepEqual(plain(value), plain(wanted)) }),
  };
  vm.runInNewContext(`(function (${Object.keys(kit)}) {\n${setup}\n${code}\n})`)(...Object.values(kit));
}
