// kelvin-core.wasm as JavaScript, for pages that may not compile WebAssembly. The very module that the others load is
// translated, so that both score alike, and given to the same glue in its place (ModuleOptions in kelvin.d.ts). Not -sWASM=2:
// that reloads the host's page.
import { execFileSync } from 'node:child_process';

const kFeatures = ['--enable-bulk-memory', '--enable-sign-ext', '--enable-nontrapping-float-to-int', '--enable-mutable-globals'];

/** Binaryen 108's wasm2js dies of trunc_sat. The instruction's definition, without it; a compare with NaN is false. */
const truncate = (int, limit, least, most) => `
 (func $trunc_sat_${int} (param $x f64) (result ${int})
  (if (result ${int}) (f64.lt (f64.abs (local.get $x)) (f64.const ${limit}))
   (${int}.trunc_f64_s (local.get $x))
   (if (result ${int}) (f64.gt (local.get $x) (f64.const 0)) (${int}.const ${most})
    (if (result ${int}) (f64.lt (local.get $x) (f64.const 0)) (${int}.const ${least}) (${int}.const 0)))))`;
const kHelpers =
  truncate('i32', '2147483648', '-2147483648', '2147483647') +
  truncate('i64', '9223372036854775808', '-9223372036854775808', '9223372036854775807');

/** Replaces what must be there exactly once. */
function replace(code, from, to) {
  const parts = code.split(from);
  if (parts.length !== 2) throw new Error(`wasm2js no longer writes: ${from}`);
  return parts.join(to);
}

const run = (program, args, input) => execFileSync(program, [...kFeatures, ...args], { input, encoding: 'utf8', maxBuffer: 2 ** 27 });

/** An ES module: its default export is a CoreScript. Needs Binaryen, which comes with Emscripten. */
export function toJavaScript(wasmFile) {
  const found = run('wasm-dis', [wasmFile]);
  const text = found.replace(/\((i32|i64)\.trunc_sat_f64_s\b/g, '(call $trunc_sat_$1').replace(/\)\s*$/, `${kHelpers}\n)`);
  if (/\.trunc_sat/.test(text)) throw new Error('a trunc_sat that nobody has written out');
  const imported = text.match(/\(import "(\w+)"/)[1];
  const most = Number(text.match(/\(memory \$\S+ \d+ (\d+)\)/)[1]);
  let code = run('wasm2js', ['--emscripten', '-O', '-'], text);
  // Its memory knows no maximum, and says that it grew when it did not.
  code = replace(code, '(newPages < 65536)) {', `(newPages <= ${most})) {`);
  code = replace(code, 'bufferView = HEAPU8;\n  }\n  return oldPages;', 'bufferView = HEAPU8;\n  return oldPages;\n  }\n  return -1;');
  return `${code}\nexport default (imports) => ({ exports: instantiate(imports.${imported}) });\n`;
}
