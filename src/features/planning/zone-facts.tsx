/** The planning conditions of a plot: known fields by their names, the rest as it stands in the data. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ZoneEntry } from '../../services/registers.store.ts';
import { ringAreaM2 } from '../../ui/near.ts';
import { Facts, quantity } from '../../ui/parts/facts.tsx';
import { useBilingual } from '../../ui/use-store.ts';

const Bilingual = z.object({ zh: z.string(), en: z.string() });
const KIND = z.enum(['absolute', 'aboveGround', 'surface', 'corridor']);
const HIDDEN = new Set([
  'id',
  'name',
  'rings',
  'longitudeDeg',
  'latitudeDeg',
  'kind',
  'limitM',
  'landUse',
  'area',
]);
const LABELS = {
  datum: 'datum',
  measure: 'measure',
  authority: 'authority',
  document: 'document',
  farMax: 'far',
  densityMaxPercent: 'coverage',
  greenRatioMinPercent: 'green',
  landUseName: 'landUse',
  setbackM: 'setback',
} as const;
const KNOWN = z.enum([
  'datum',
  'measure',
  'authority',
  'document',
  'farMax',
  'densityMaxPercent',
  'greenRatioMinPercent',
  'landUseName',
  'setbackM',
]);
const DATUM = z.enum(['ellipsoid', '1985-national', 'local']);
const MEASURE = z.enum(['architectural', 'highest']);
/** Which side of the number is lawful, and its unit. */
const NUMBERS: Readonly<Record<string, readonly ['≤' | '≥', string]>> = {
  farMax: ['≤', ''],
  densityMaxPercent: ['≤', '%'],
  greenRatioMinPercent: ['≥', '%'],
  setbackM: ['≥', 'm'],
};

export function useZoneName(): (zone: ZoneEntry) => string {
  const text = useBilingual();
  return ({ id, name }) => (name === undefined ? id : text(name));
}

/** Null when the zone limits no height. */
export function useZoneLimit(): (zone: ZoneEntry) => ReactNode {
  const { t } = useTranslation();
  return (zone) => {
    const limit = z.number().safeParse(zone['limitM']);
    const kind = KIND.safeParse(zone['kind']);
    if (!limit.success) return null;
    return (
      <>
        {kind.success ? `${t(`planning.zones.kind.${kind.data}`)} ` : ''}≤ {quantity(limit.data, 1, 'm')}
      </>
    );
  };
}

export function ZoneFacts({ zone }: { zone: ZoneEntry }) {
  const { t } = useTranslation();
  const text = useBilingual();
  const limit = useZoneLimit();
  const shown = (key: string, value: unknown): ReactNode => {
    const name = Bilingual.safeParse(value);
    if (name.success) return text(name.data);
    const datum = DATUM.safeParse(value);
    if (datum.success) return t(`planning.layers.datum.${datum.data}`);
    const measure = MEASURE.safeParse(value);
    if (measure.success) return t(`planning.zones.measureOf.${measure.data}`);
    const number = NUMBERS[key];
    if (number && typeof value === 'number') return `${number[0]} ${value} ${number[1]}`;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  };
  const fields = Object.entries(zone).filter(([key, value]) => !HIDDEN.has(key) && value !== null);
  const areaM2 = zone.rings.reduce((sum, ring) => sum + ringAreaM2(ring), 0);
  return (
    <Facts
      rows={[
        [t('planning.zones.limit'), limit(zone)],
        [t('planning.zones.area'), quantity(areaM2, 0, 'm²')],
        ...fields.map(([key, value]) => {
          const known = KNOWN.safeParse(key);
          return [
            known.success ? t(`planning.zones.${LABELS[known.data]}`) : key,
            shown(key, value),
          ] as const;
        }),
      ]}
    />
  );
}
