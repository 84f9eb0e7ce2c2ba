/** UTF-8 by the language alone, since this folder compiles without DOM and Node types. */
export function encodeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}

/** Bytes that are no UTF-8 (names in a local code page) come out one character a byte. */
export function decodeUtf8(bytes: Uint8Array): string {
  let plain = '';
  let escaped = '';
  let ascii = true;
  for (const byte of bytes) {
    plain += String.fromCharCode(byte);
    if (byte < 0x80 && byte !== 0x25) escaped += String.fromCharCode(byte);
    else {
      escaped += `%${byte.toString(16).padStart(2, '0')}`;
      ascii = ascii && byte < 0x80;
    }
  }
  if (ascii) return plain;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return plain;
  }
}
