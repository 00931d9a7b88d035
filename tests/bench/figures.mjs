// What must not grow unnoticed: each figure of figures.json, measured again and told as TAP. One that is larger by more than its
// margin fails. A commit that raises one says for what.
//
//   ./dev bench figures     measures and compares
//   ./dev bench --record    measures, and writes what it found into figures.json
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allocatorCalls, bytesPerVisitor, compiler, here, instructions, native, scoreArguments } from './measure.mjs';
import { kPages, sizesOf } from './size.mjs';

const kFile = join(here, 'figures.json');
const brotli = (page) => sizesOf(kPages[page])[2];

/** `margin`: how much more still passes. `ofCompiler`: another compiler than the file's is told, not judged. */
const kFigures = {
  'brotli bytes before the first score, model packed': { measure: () => brotli('packed, before the first score'), margin: 0.002 },
  'brotli bytes of a page, model packed': { measure: () => brotli('packed'), margin: 0.002 },
  'brotli bytes of a page, model source': { measure: () => brotli('source'), margin: 0.002 },
  'allocator calls per event of visitors who are there': { measure: allocatorCalls, margin: 0.01 },
  'bytes per visitor': { measure: () => bytesPerVisitor(4000), margin: 0.01 },
  'instructions per event': { measure: () => instructions(native, scoreArguments), margin: 0.03, ofCompiler: true },
};
const rounded = (n) => (n < 1000 ? Math.round(n * 100) / 100 : Math.round(n));

const record = process.argv.includes('--record');
const known = JSON.parse(readFileSync(kFile, 'utf8'));
const built = compiler();
const found = Object.fromEntries(Object.entries(kFigures).map(([name, { measure }]) => [name, rounded(measure())]));

if (record) {
  writeFileSync(kFile, JSON.stringify({ compiler: built, figures: found }, null, 2) + '\n');
  console.log(`${kFile}\n${JSON.stringify(found, null, 2)}`);
} else {
  let failed = 0;
  for (const [i, [name, { margin, ofCompiler }]] of Object.entries(kFigures).entries()) {
    const [was, is] = [known.figures[name], found[name]];
    const judged = !ofCompiler || built === known.compiler;
    const grown = judged && !(is <= was * (1 + margin));
    failed += grown ? 1 : 0;
    const how = judged ? `at most ${rounded(was * (1 + margin))}` : `not judged: ${built}, not ${known.compiler}`;
    console.log(`${grown ? 'not ok' : 'ok'} ${i + 1} - ${name}: ${is}, was ${was}, ${how}`);
    if (judged && is < was * (1 - margin)) console.log('# smaller: ./dev bench --record keeps it so');
  }
  console.log(`# pass ${Object.keys(kFigures).length - failed}\n# fail ${failed}`);
  process.exitCode = failed ? 1 : 0;
}
