/** Files as one: a ZIP archive, each file stored as it is. */
export interface Entry {
  name: string;
  bytes: Uint8Array;
}

const kTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let sum = n;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});
const crc32 = (bytes: Uint8Array): number => ~bytes.reduce((sum, byte) => (kTable[(sum ^ byte) & 0xff] as number) ^ (sum >>> 8), 0xffffffff) >>> 0;

/** Little-endian: [bytes, value] each. */
function packed(fields: [2 | 4, number][]): Uint8Array {
  const out = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) out.setUint16(at, value, true);
    else out.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(out.buffer);
}

/** The same files give the same bytes: each is dated 1 January 1980, as far back as ZIP goes. */
export function zip(files: Entry[]): Blob {
  const kVersion = 20, kUtf8 = 0x800, kDate = 0x21;
  const [body, directory]: [Uint8Array[], Uint8Array[]] = [[], []];
  const sizeOf = (parts: Uint8Array[]) => parts.reduce((sum, { length }) => sum + length, 0);
  for (const { name, bytes } of files) {
    const path = new TextEncoder().encode(name);
    const common: [2 | 4, number][] = [[2, kVersion], [2, kUtf8], [2, 0], [2, 0], [2, kDate], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, path.length], [2, 0]];
    directory.push(packed([[4, 0x02014b50], [2, kVersion], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, sizeOf(body)]]), path);
    body.push(packed([[4, 0x04034b50], ...common]), path, bytes);
  }
  const end = packed([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, sizeOf(directory)], [4, sizeOf(body)], [2, 0]]);
  return new Blob([...body, ...directory, end] as BlobPart[], { type: 'application/zip' });
}
