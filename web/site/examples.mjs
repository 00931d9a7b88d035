// The examples of a page: models are right, scripts can be parsed, commands and options exist.
import { transformSync } from 'esbuild';
import MarkdownIt from 'markdown-it';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './map.mjs';

const kelvin = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const run = (program, ...args) => {
  const { stdout, error } = spawnSync(program, args, { encoding: 'utf8', cwd: root, maxBuffer: 2 ** 28 });
  if (error) throw error;
  return stdout;
};

/** The fenced blocks of a text, in lists and quotes too: {language, code, line}. */
export const blocksOf = (text) =>
  new MarkdownIt().parse(text, {}).filter(({ type }) => type === 'fence').map(({ info, content, map }) => ({ language: info.trim().split(' ')[0], code: content, line: map[0] + 1 }));

/** The options of each command, as its own help tells them. */
let known;
function options() {
  if (known) return known;
  known = new Map([['trace', new Set(['--model'])]]); // not in the help
  const names = [...run(kelvin, '--help').matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name);
  for (const name of names) known.set(name, new Set(run(kelvin, name, '--help').match(/--[a-z][a-z-]*/g)));
  return known;
}
const devs = new Set([...readFileSync(join(root, 'dev'), 'utf8').matchAll(/^\.\/dev ([a-z]+)/gm)].map(([, name]) => name)).add('help');

/** What is wrong with the commands in a text: a shell's lines, or a sentence's `code`. */
export function wrongCommands(text) {
  const wrong = [];
  const lines = text.replace(/\\\n\s*/g, ' ');
  for (const [, command, rest] of lines.matchAll(/(?:^|[`$("|;] ?)kelvin +([a-z]+)([^\n`|;<>)]*)/gm)) {
    if (!options().has(command)) {
      if (/ --| [a-z0-9.-]+\.(json|ndjson)/.test(rest)) wrong.push(`kelvin has no command ${command}`);
      continue;
    }
    for (const option of rest.match(/(?<= |\[)--[a-z][a-z-]*/g) ?? []) if (!options().get(command).has(option)) wrong.push(`kelvin ${command} has no ${option}`);
  }
  for (const [, name] of text.matchAll(/(?<![\w.])\.\/dev ([a-z]+)/g)) if (!devs.has(name) && !options().has(name)) wrong.push(`./dev has no ${name}`);
  return wrong;
}

const parsed = (code, loader) => {
  try {
    transformSync(code, { loader, logLevel: 'silent' });
    return [];
  } catch (error) {
    return [error.errors?.[0]?.text ?? error.message];
  }
};

function wrongJson(code) {
  // A piece of a model may stand without its braces; dots stand for what is left out.
  if (/\.\.\./.test(code)) return [];
  for (const text of [code, `{${code}}`]) {
    try {
      JSON.parse(text);
      return [];
    } catch {
      continue;
    }
  }
  return ['this is no JSON'];
}

const scriptsIn = (html) => [...html.matchAll(/<script(?![^>]*\bsrc=)(?![^>]*type="text\/plain")[^>]*>([^]*?)<\/script>/g)].map(([, code]) => code);
/** Frameworks' own syntax in these is theirs to know. */
const kChecks = {
  json: wrongJson,
  js: (code) => parsed(code, 'jsx'),
  jsx: (code) => parsed(code, 'jsx'),
  ts: (code) => parsed(code, 'ts'),
  tsx: (code) => parsed(code, 'tsx'),
  css: (code) => parsed(code, 'css'),
  html: (code) => scriptsIn(code).flatMap((script) => parsed(script, 'js')),
  vue: (code) => scriptsIn(code).flatMap((script) => parsed(script, 'ts')),
  sh: wrongCommands,
  '': wrongCommands,
  text: () => [],
  cpp: () => [],
  sql: () => [],
  python: () => [],
  php: () => [],
  yaml: () => [],
  xml: () => [],
  capnp: () => [],
  cmake: () => [],
};

/** Whole models among the examples: each must be right, and so must its tests. */
export function wrongModels(models) {
  if (models.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-docs-'));
  try {
    const files = models.map(({ code }, i) => {
      const file = join(folder, `${i}.json`);
      writeFileSync(file, code);
      return file;
    });
    const told = run(kelvin, 'check', '--json', '--test', ...files).trimEnd().split('\n').map((line) => JSON.parse(line));
    return told.flatMap((one, i) => (one.ok ? [] : [`${models[i].where}: ${JSON.stringify(one.errors ?? one.tests)}`]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** {wrong, models}: what is wrong with a page's examples, and the whole models in them. */
export function lookAt(source) {
  const text = readFileSync(join(root, source), 'utf8');
  const wrong = wrongCommands(text.replace(/^```[^]*?^```$/gm, '')).map((said) => `${source}: ${said}`);
  const models = [];
  for (const { language, code, line } of blocksOf(text)) {
    const where = `${source}:${line}`;
    if (!kChecks[language]) wrong.push(`${where}: no check is known for ${language}: add one to web/site/examples.mjs`);
    else wrong.push(...kChecks[language](code).map((said) => `${where}: ${said}`));
    if (language === 'json' && /^\s*{\s*("\$schema"[^\n]*\s*)?"kelvin": 1/.test(code)) models.push({ where, code });
  }
  return { wrong, models };
}
