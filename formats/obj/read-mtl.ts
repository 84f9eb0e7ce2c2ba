/** Materials of a Wavefront MTL: Kd and map_Kd with its options; whatever else a material says is passed over. */
import { decodeUtf8 } from '../osgb/utf8.ts';
import { FieldReader } from './field-reader.ts';
import { LineCutter } from './line-cutter.ts';
import type { DecodeName, ObjMaterial, ObjTexture } from './model.ts';

/** Fields after each option; those of the last three may be left out from the second on. */
const OPTION_FIELDS = new Map([
  ['-blendu', 1],
  ['-blendv', 1],
  ['-bm', 1],
  ['-boost', 1],
  ['-cc', 1],
  ['-clamp', 1],
  ['-imfchan', 1],
  ['-mm', 2],
  ['-texres', 1],
  ['-type', 1],
  ['-o', 3],
  ['-s', 3],
  ['-t', 3],
]);
const OPTIONAL = new Set(['-o', '-s', '-t']);

const isNumber = (text: string | undefined): boolean =>
  text !== undefined && /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text);

function fieldsOf(option: string, fields: readonly string[]): readonly string[] {
  const most = OPTION_FIELDS.get(option) ?? 0;
  if (!OPTIONAL.has(option)) return fields.slice(0, most);
  let count = 0;
  while (count < most && isNumber(fields[count])) count++;
  return fields.slice(0, count);
}

/** @param text what follows map_Kd; the name is all that is left behind the options, blanks in it included */
function textureOf(text: string): ObjTexture | null {
  const values = new Map<string, readonly number[]>();
  let rest = text;
  for (;;) {
    const option = /^-[a-z]+(?=\s)/i.exec(rest)?.[0].toLowerCase() ?? '';
    if (!OPTION_FIELDS.has(option)) break;
    const after = rest.slice(option.length).trimStart();
    const fields = fieldsOf(option, after.split(/\s+/, 3));
    values.set(option, fields.map(Number));
    rest = fields.reduce((left, field) => left.slice(field.length).trimStart(), after);
  }
  const fileName = rest.replace(/^"(.*)"$/, '$1').trim();
  const pair = (option: string, otherwise: number): readonly [number, number] => {
    const [u = otherwise, v = otherwise] = values.get(option) ?? [];
    return Number.isFinite(u) && Number.isFinite(v) ? [u, v] : [otherwise, otherwise];
  };
  return fileName === '' ? null : { fileName, scale: pair('-s', 1), offset: pair('-o', 0) };
}

interface OpenMaterial {
  readonly name: string;
  colour: ObjMaterial['colour'];
  texture: ObjTexture | null;
}

/**
 * In the order of the file; a material that is there twice is the first one. Never fails: what is no material is passed over.
 * @param decodeName UTF-8 unless given
 */
export function readMtl(bytes: Uint8Array, decodeName: DecodeName = decodeUtf8): readonly ObjMaterial[] {
  const materials = new Map<string, OpenMaterial>();
  const fields = new FieldReader();
  let open: OpenMaterial | null = null;
  const lines = new LineCutter(
    (line, from, to) => {
      fields.open(line, from, to);
      const keyword = fields.word().toLowerCase();
      if (keyword === 'newmtl') {
        open = { name: decodeName(fields.rest()), colour: null, texture: null };
        if (!materials.has(open.name)) materials.set(open.name, open);
      } else if (open !== null && keyword === 'kd') {
        const rgb = [fields.number(), fields.number(), fields.number()] as const;
        if (rgb.every((value) => value >= 0 && value <= 1)) open.colour = rgb;
      } else if (open !== null && keyword === 'map_kd') open.texture = textureOf(decodeName(fields.rest()));
    },
    () => undefined,
  );
  lines.push(bytes);
  lines.end();
  return [...materials.values()];
}
