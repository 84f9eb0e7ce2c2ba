/** The smallest administrative area of street level around a place. Pure. */
import type { RegisterEntries } from '../services/registers.store.ts';
import { isInside } from './near.ts';

export function areaAt(
  areas: RegisterEntries['areas'],
  place: { readonly longitudeDeg: number; readonly latitudeDeg: number },
): string | null {
  const around = areas.filter(({ rings }) => rings.some((ring) => isInside(ring, place)));
  return (around.find(({ level }) => level === 'street') ?? around.at(-1))?.id ?? null;
}
