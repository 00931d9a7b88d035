// Writes ZIP archives whose bytes depend on the files alone: in the order of their names, all of one time, nothing of who made them.
import { deflateRawSync } from 'node:zlib';

const kTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = kTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Date and time as MS-DOS kept them: to two seconds, from 1980 on. */
function dosTime(seconds) {
  const at = new Date(Math.max(seconds, 315_532_800) * 1000);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return { date, time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1) };
}

const kUtf8 = 0x800;
const kDeflated = 8;
const kUnix = 3 << 8;
const kFile = (0o100644 << 16) >>> 0;

/** What both headers of a file say. */
function common(name, bytes, packed, { date, time }) {
  const fields = Buffer.alloc(26);
  [20, kUtf8, kDeflated, time, date].forEach((value, n) => fields.writeUInt16LE(value, n * 2));
  [crc32(bytes), packed.length, bytes.length].forEach((value, n) => fields.writeUInt32LE(value, 10 + n * 4));
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** The archive. `files`: bytes by name; `seconds`: the time that all of them have. */
export function zip(files, seconds) {
  const when = dosTime(seconds);
  const [bodies, entries] = [[], []];
  let at = 0;
  for (const [text, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(text);
    const packed = deflateRawSync(bytes, { level: 9 });
    const fields = common(name, bytes, packed, when);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(kFile, 6);
    rest.writeUInt32LE(at, 10);
    const maker = Buffer.from([20, kUnix >> 8]);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02'), maker, fields, rest, name]));
    bodies.push(body);
    at += body.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}
