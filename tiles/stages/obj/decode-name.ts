/** File names in OBJ and MTL stand in the code page of whoever wrote them: UTF-8, or the GBK of a Chinese Windows. */
const utf8 = new TextDecoder('utf-8', { fatal: true });
const gb18030 = new TextDecoder('gb18030');

export function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return gb18030.decode(bytes);
  }
}
