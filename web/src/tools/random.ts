/** 128 random bits as 32 hex digits. Pages on plain http have no randomUUID; some hosts break getRandomValues. */
export function randomId(): string {
  const bytes = new Uint8Array(16);
  try {
    crypto.getRandomValues(bytes);
  } catch {
    bytes.forEach((_, i) => (bytes[i] = Math.random() * 256));
  }
  // Not with Array.from, which Prototype.js replaces by one that maps nothing.
  let id = '';
  for (const byte of bytes) id += (byte + 256).toString(16).slice(1);
  return id;
}
