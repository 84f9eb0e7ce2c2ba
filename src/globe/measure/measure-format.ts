/** Digits for what a pick on a survey mesh is worth (about 0.1 m): 23.4 m, 1.25 km, 128 m², 1.284 ha. Pure. */
const signed = (value: number, text: string): string => (value < 0 && Number(text) !== 0 ? `−${text}` : text);

export function formatLengthM(lengthM: number): string {
  const size = Math.abs(lengthM);
  const text = size < 10_000 ? size.toFixed(1) : (size / 1000).toFixed(2);
  return `${signed(lengthM, text)} ${size < 10_000 ? 'm' : 'km'}`;
}

/** With its sign, also when it rises. */
export function formatRiseM(riseM: number): string {
  const text = formatLengthM(riseM);
  return riseM > 0 && !text.startsWith('0.0 ') ? `+${text}` : text;
}

export function formatAreaM2(areaM2: number): string {
  if (areaM2 < 100) return `${areaM2.toFixed(1)} m²`;
  if (areaM2 < 10_000) return `${areaM2.toFixed(0)} m²`;
  if (areaM2 < 1_000_000) return `${areaM2.toFixed(0)} m² (${(areaM2 / 10_000).toFixed(2)} ha)`;
  return `${(areaM2 / 1_000_000).toFixed(3)} km²`;
}
