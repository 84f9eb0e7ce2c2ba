/** Plain colours, which formats of survey software give in sRGB and glTF in linear light. */
import type { GlbLook } from './glb.ts';

/** sRGB, 0 to 1 */
export type PlainColour = readonly [number, number, number];

/** IEC 61966-2-1 */
const linear = (value: number): number =>
  Number((value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4).toFixed(6));
/** To the digits that `linear` keeps, so that the two are inverses. */
const gamma = (value: number): number =>
  Number((value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055).toFixed(4));

export function plainLook([red, green, blue]: PlainColour): GlbLook {
  return { colour: [linear(red), linear(green), linear(blue), 1], alphaMode: 'OPAQUE', alphaCutoff: 0.5 };
}

export function plainColourOf({ colour: [red, green, blue] }: GlbLook): PlainColour {
  return [gamma(red), gamma(green), gamma(blue)];
}
