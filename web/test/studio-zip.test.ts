/** Files as one: another program finds the archive whole, and the files as they were. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { zip } from '../studio/model/zip';

test('what is packed is unpacked the same, names and bytes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-zip-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = [{ name: 'a.json', bytes: new TextEncoder().encode('{"é":1}') }, { name: 'größe.bin', bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i % 251) }, { name: 'empty', bytes: new Uint8Array() }];
  writeFileSync(join(folder, 'all.zip'), new Uint8Array(await zip(files).arrayBuffer()));
  execFileSync('python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])', join(folder, 'all.zip'), folder]);
  for (const { name, bytes } of files) assert.deepEqual(new Uint8Array(readFileSync(join(folder, name))), bytes, name);
});
