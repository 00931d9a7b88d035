/** A model in a link: deflated, in the letters that may stand in a fragment, with a sum that tells a link that was cut. */
const through = async (bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes as never]).stream().pipeThrough(stream as never)).arrayBuffer());

/** FNV-1a, as eight hexadecimal digits. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, '0');
}

export async function toLink(source: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(source), new CompressionStream('deflate-raw'));
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  const packed = btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return sumOf(packed) + packed;
}

/** Nothing where the link is not whole. */
export async function fromLink(link: string): Promise<string | undefined> {
  const packed = link.slice(8);
  // Known before it is inflated: Firefox tells of a stream that ends too soon where nobody can hear it.
  if (packed === '' || sumOf(packed) !== link.slice(0, 8)) return undefined;
  try {
    const letters = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')));
  } catch {
    return undefined;
  }
}
