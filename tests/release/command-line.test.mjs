// The man page and the completions of shells say what help says, and shells complete by them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { file, run } from '../../release/project.mjs';

const kelvin = process.env.KELVIN ?? file('build/release/native/kelvin');
const say = (...args) => run(kelvin, args);

/** What help tells: a command's options and positions by a reading of its text that shares nothing with the program. */
function helpOf(command) {
  const text = say(command, '--help');
  const names = [...text.matchAll(/^ {2}((?:-\w,)?--[\w-]+|-\w)\b/gm)].flatMap(([, names]) => names.split(','));
  const choices = [...text.matchAll(/^ {2}(\S+) \S*\{([\w,]+)\}/gm)].map(([, names, list]) => [names.split(',').pop(), list.split(',')]);
  return { command, names, choices };
}
const commands = [...say('--help').split('Subcommands:')[1].matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => helpOf(name));

test('help was read', () => {
  assert.ok(commands.length >= 19);
  assert.ok(commands.flatMap(({ names }) => names).length > 100);
  assert.deepEqual(commands.find(({ command }) => command === 'score').choices, [['--out', ['ndjson', 'csv', 'table']]]);
});

/** The part of the man page about a command, without roff's marks. */
function manualOf(command) {
  const page = say('man').replaceAll('\\-', '-').replaceAll(/\\f[BIR]/g, '');
  return page.split(/^\.SS /m).find((part) => part.startsWith(`${command}\n`)) ?? '';
}

test('the man page has each command with each of its options', () => {
  for (const { command, names, choices } of commands) {
    const text = manualOf(command);
    for (const name of names) assert.match(text, new RegExp(`^\\.TP\\n(.*, )?${name}\\b`, 'm'), `${command} ${name}`);
    for (const [, list] of choices) assert.ok(text.includes(list.join('|')), command);
    assert.equal(text.match(/^\.TP$/gm).length >= names.length - 1, true);
  }
});

test('man shows it, without a warning', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-man-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const page = join(folder, 'kelvin.1');
  writeFileSync(page, say('man'));
  const shown = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', page], { encoding: 'utf8', env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8' } });
  if (shown.error) return t.skip('no man here');
  assert.deepEqual([shown.status, shown.stderr], [0, '']);
  assert.match(shown.stdout, /EXIT STATUS\n +Exit codes: 0 done/);
  // What help lays out line by line stands as it is there.
  assert.ok(shown.stdout.includes('kelvin check --explain kelvin.model.json\n'));
});

/** What bash offers for a line, its last word being typed. */
function bashOffers(words, cwd = file()) {
  const script = `source <("$KELVIN" completion bash); compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kelvin; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', ['-c', script, 'bash', ...words], { cwd, env: { ...process.env, KELVIN: kelvin } }).split('\n').filter(Boolean);
}

test('bash: commands, each command\'s options, the values that an option takes, files', () => {
  assert.deepEqual(bashOffers(['kelvin', 'sc']), ['score']);
  assert.deepEqual(bashOffers(['kelvin', '']).filter((word) => !word.startsWith('-')).sort(), commands.map(({ command }) => command).sort());
  for (const { command, names, choices } of commands) {
    assert.deepEqual(new Set(bashOffers(['kelvin', command, '-'])), new Set(names), command);
    for (const [name, list] of choices) {
      assert.deepEqual(bashOffers(['kelvin', command, ...(name.startsWith('-') ? [name] : []), '']).filter((word) => !word.startsWith('-')), list, command);
    }
  }
  assert.deepEqual(bashOffers(['kelvin', 'score', '--model', 'READ']), ['README.md']);
  assert.deepEqual(bashOffers(['kelvin', 'check', 'CHANGE']), ['CHANGELOG.md']);
  assert.deepEqual(bashOffers(['kelvin', 'score', '--threads', '']), []);
});

test('bash completes a value behind "=", which it takes for a word of its own', () => {
  assert.deepEqual(bashOffers(['kelvin', 'score', '--out', '=']), ['ndjson', 'csv', 'table']);
  assert.deepEqual(bashOffers(['kelvin', 'score', '--out', '=', 'c']), ['csv']);
  assert.deepEqual(bashOffers(['kelvin', 'score', '--model', '=', 'READ']), ['README.md']);
  assert.deepEqual(bashOffers(['kelvin', 'score', '--threads', '=']), []);
});

const has = (shell) => spawnSync(shell, ['--version']).status === 0;

test('fish offers the same', { skip: has('fish') ? false : 'no fish here; ./dev soak has one' }, () => {
  const offers = (line) => run('fish', ['--no-config', '-c', `source (${kelvin} completion fish | psub); complete -C ${JSON.stringify(line)}`]).split('\n').map((line) => line.split('\t')[0]).filter(Boolean);
  assert.deepEqual(offers('kelvin ').sort(), commands.map(({ command }) => command).sort());
  for (const { command, names, choices } of commands) {
    assert.deepEqual(offers(`kelvin ${command} --`).sort(), names.filter((name) => name.startsWith('--')).sort(), command);
    for (const [name, list] of choices) assert.deepEqual(offers(`kelvin ${command} ${name.startsWith('-') ? `${name} ` : ''}`).filter((word) => list.includes(word)).sort(), list.toSorted(), command);
  }
});

test('zsh completes a command and an option', { skip: has('zsh') ? false : 'no zsh here; ./dev soak has one' }, () => {
  // A terminal of its own, in which tabs are pressed, and a function that says what it was given.
  const script = `zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'autoload -U compinit; compinit -D -u; source <(${kelvin} completion zsh); kelvin() { print "GIVEN <$*>" }; print set""up'
    zpty -r -m shell seen '*setup*'
    zpty -w shell $'kelvin sc\t--ou\tcs\t'
    zpty -r -m shell seen '*GIVEN <*>*'
    print -r -- $seen
    zpty -d shell`;
  assert.match(run('zsh', ['-f', '-c', script], { timeout: 60_000, env: { ...process.env, TERM: 'dumb' } }), /GIVEN <score --out csv>/);
});
