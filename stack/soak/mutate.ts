/** Faults in bytes: what a wire, a disk or somebody with a hex editor does to them. */

const TELLING_BYTES = [0x00, 0x01, 0x7d, 0x7e, 0x7f, 0x80, 0xfe, 0xff];
const TELLING_WORDS = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const MOST_FAULTS = 6;
const LONGEST_SPAN = 64;

type Random = () => number;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const oneOf = (random: Random, values: readonly number[]): number =>
  values[below(random, values.length)] ?? 0;

/** Headers say what the rest means: half of the faults fall on the first 512 bytes. */
const placeIn = (random: Random, bytes: Uint8Array): number =>
  below(random, random() < 0.5 ? Math.min(512, bytes.length) : bytes.length);

function overwriteWord(random: Random, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const word = oneOf(random, TELLING_WORDS);
  const at = placeIn(random, bytes);
  const littleEndian = random() < 0.5;
  const length = random() < 0.5 ? 2 : 4;
  for (let i = 0; i < length && at + i < changed.length; i++) {
    changed[at + i] = word >>> (8 * (littleEndian ? i : length - 1 - i));
  }
  return changed;
}

function changeByte(random: Random, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = placeIn(random, bytes);
  const old = changed[at] ?? 0;
  changed[at] = random() < 0.5 ? old ^ (1 << below(random, 8)) : oneOf(random, TELLING_BYTES);
  return changed;
}

/** Leaves a span out, says it twice, or puts noise before it. */
function changeSpan(random: Random, bytes: Uint8Array): Uint8Array {
  const at = placeIn(random, bytes);
  const end = Math.min(bytes.length, at + 1 + below(random, LONGEST_SPAN));
  const span = bytes.subarray(at, end);
  const noise = span.map(() => below(random, 256));
  const middle = [new Uint8Array(), Buffer.concat([span, span]), Buffer.concat([noise, span])];
  return Buffer.concat([bytes.subarray(0, at), middle[below(random, 3)] ?? span, bytes.subarray(end)]);
}

const cutTail = (random: Random, bytes: Uint8Array): Uint8Array =>
  bytes.slice(0, below(random, bytes.length));

const FAULTS = [changeByte, changeByte, overwriteWord, overwriteWord, changeSpan, cutTail];

export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  let changed = Uint8Array.from(bytes);
  for (let fault = below(random, MOST_FAULTS); fault >= 0; fault--) {
    if (changed.length > 0)
      changed = Uint8Array.from((FAULTS[below(random, FAULTS.length)] ?? cutTail)(random, changed));
  }
  return changed;
}
