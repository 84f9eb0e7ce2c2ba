/**
 * The view in the address bar: `#view=lon,lat,h,heading,pitch,range&mode=2d&layers=mesh:1,ortho:0.6&swipe=a,b,0.5&below=1`.
 * Degrees and metres at this edge; h ellipsoidal. Keys of others in the same fragment are kept. Pure: no DOM.
 */
import type { CameraView, LayerState, LayerStates, ProjectionMode, Swipe } from './globe-port.ts';

export interface ViewAddress {
  /** null: begin at home */
  readonly view: CameraView | null;
  readonly projection: ProjectionMode;
  /** null: the link says nothing about layers; else what it does not name is off */
  readonly layers: LayerStates | null;
  readonly swipe: Swipe | null;
  readonly underground: boolean;
}

const KEYS = ['view', 'mode', 'layers', 'swipe', 'below'] as const;

function entriesOf(hash: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const cut = part.indexOf('=');
    if (cut > 0) entries.set(part.slice(0, cut), part.slice(cut + 1));
  }
  return entries;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function numbersOf(text: string | undefined, count: number): number[] | null {
  if (text === undefined) return null;
  const parts = decode(text).split(',');
  const numbers = parts.map(Number);
  const sound = parts.length === count && parts.every((part) => part.trim() !== '');
  return sound && numbers.every(Number.isFinite) ? numbers : null;
}

const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;

function viewOf(text: string | undefined): CameraView | null {
  const [longitudeDeg, latitudeDeg, ellipsoidalHeightM, headingDeg, pitchDeg, rangeM] =
    numbersOf(text, 6) ?? [];
  if (longitudeDeg === undefined || latitudeDeg === undefined || ellipsoidalHeightM === undefined)
    return null;
  if (headingDeg === undefined || pitchDeg === undefined || rangeM === undefined) return null;
  const sound =
    within(longitudeDeg, -180, 180) &&
    within(latitudeDeg, -90, 90) &&
    within(ellipsoidalHeightM, -1000, 10_000) &&
    within(headingDeg, -360, 360) &&
    within(pitchDeg, -90, 90) &&
    within(rangeM, 0.5, 5e7);
  return sound ? { longitudeDeg, latitudeDeg, ellipsoidalHeightM, headingDeg, pitchDeg, rangeM } : null;
}

function layersOf(text: string | undefined): LayerStates | null {
  if (text === undefined) return null;
  const layers: Record<string, LayerState> = {};
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [id = '', opacityText = '1'] = part.split(':').map(decode);
    const opacity = Number(opacityText);
    if (id !== '' && within(opacity, 0, 1)) layers[id] = { visible: true, opacity };
  }
  return layers;
}

function swipeOf(text: string | undefined): Swipe | null {
  const [leftLayerId, rightLayerId, fractionText] = (text ?? '').split(',').map(decode);
  const fraction = Number(fractionText);
  if (!leftLayerId || !rightLayerId || !within(fraction, 0, 1)) return null;
  return { leftLayerId, rightLayerId, fraction };
}

/** What is broken in the link counts as absent: a bad link still opens the district. */
export function readViewAddress(hash: string): ViewAddress {
  const entries = entriesOf(hash);
  return {
    view: viewOf(entries.get('view')),
    projection: entries.get('mode') === '2d' ? '2d' : '3d',
    layers: layersOf(entries.get('layers')),
    swipe: swipeOf(entries.get('swipe')),
    underground: entries.get('below') === '1',
  };
}

const short = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** Digits: 1e-6° and 0.1 m, about what a screen pixel is worth; the link stays short. */
function viewText(view: CameraView): string {
  return [
    short(view.longitudeDeg, 6),
    short(view.latitudeDeg, 6),
    short(view.ellipsoidalHeightM, 1),
    short(Number(view.headingDeg.toFixed(1)) % 360, 1),
    short(view.pitchDeg, 1),
    short(view.rangeM, 1),
  ].join(',');
}

/** The fragment (with '#') that says `address` and keeps what else `hash` says. */
export function writeViewAddress(hash: string, address: ViewAddress): string {
  const entries = entriesOf(hash);
  for (const key of KEYS) entries.delete(key);
  if (address.view !== null) entries.set('view', viewText(address.view));
  if (address.projection === '2d') entries.set('mode', '2d');
  if (address.layers !== null) {
    const shown = Object.entries(address.layers).filter(([, state]) => state.visible);
    const texts = shown.map(([id, state]) =>
      state.opacity === 1 ? encodeURIComponent(id) : `${encodeURIComponent(id)}:${short(state.opacity, 2)}`,
    );
    entries.set('layers', texts.join(','));
  }
  if (address.swipe !== null) {
    const { leftLayerId, rightLayerId, fraction } = address.swipe;
    const ids = [leftLayerId, rightLayerId].map(encodeURIComponent).join(',');
    entries.set('swipe', `${ids},${short(fraction, 3)}`);
  }
  if (address.underground) entries.set('below', '1');
  return `#${[...entries].map(([key, value]) => `${key}=${value}`).join('&')}`;
}
