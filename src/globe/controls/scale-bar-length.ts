/** The longest round length (1, 2, 5 × 10ⁿ m) that fits. Pure. */
export interface ScaleBarLength {
  readonly lengthM: number;
  readonly widthPx: number;
}

export function scaleBarLength(metresPerPx: number, maxWidthPx: number): ScaleBarLength | null {
  const roomM = metresPerPx * maxWidthPx;
  if (!(roomM > 0) || !Number.isFinite(roomM)) return null;
  const decade = 10 ** Math.floor(Math.log10(roomM));
  const step = [5, 2, 1].find((each) => each * decade <= roomM) ?? 1;
  const lengthM = step * decade;
  return { lengthM, widthPx: lengthM / metresPerPx };
}

export function scaleBarText(lengthM: number): { readonly value: string; readonly unit: string } {
  if (lengthM >= 1000) return { value: String(lengthM / 1000), unit: 'km' };
  if (lengthM >= 1) return { value: String(lengthM), unit: 'm' };
  return { value: String(Math.round(lengthM * 100)), unit: 'cm' };
}
