/**
 * What the rest of the client knows of the map: plain records in degrees and metres, never a Cesium object.
 * Draw it with `const Globe = lazy(() => import('./globe/globe.tsx').then((m) => ({ default: m.Globe })))`: the chunk
 * with Cesium is large and must not stand before the sign-in page.
 * Frames: CGCS2000 degrees; heights say ellipsoidal (h) or orthometric (H, 1985); h = H + N of `district.geoid`.
 */
import type { ReactNode, Ref } from 'react';
import type { BoundsDeg, District } from '../../contracts/district.ts';

export type Theme = 'dark' | 'light';
export type Language = 'zh' | 'en';
/** '2d' is a north-up orthographic camera looking straight down, in the same 3D scene. */
export type ProjectionMode = '3d' | '2d';
export type MeasureTool = 'none' | 'measure-distance' | 'measure-height' | 'measure-area';

export interface LayerState {
  readonly visible: boolean;
  /** 0 transparent … 1 opaque */
  readonly opacity: number;
}

/** By layer id of district.json (meshes, imagery, terrain, vectors). A layer that is not named is neither drawn nor fetched. */
export type LayerStates = Readonly<Record<string, LayerState>>;

export type PinKind = 'cover' | 'station' | 'camera' | 'case';
export type PinState = 'critical' | 'high' | 'medium' | 'low' | 'normal' | 'offline';

/** A new array (and a new record for each changed pin) tells the map that something changed. */
export interface Pin {
  readonly id: string;
  readonly kind: PinKind;
  readonly state: PinState;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** null: drawn on whatever surface is there */
  readonly orthometricHeightM: number | null;
  /** the shaft under a cover, drawn in the underground view */
  readonly chamber?: { readonly depthM: number; readonly diameterM: number };
  /** the view of a camera, drawn while it is selected */
  readonly sight?: {
    readonly headingDeg: number;
    readonly horizontalFieldOfViewDeg: number;
    readonly rangeM: number;
  };
}

/** The point looked at and the view on it, as `home` of district.json. */
export interface CameraView {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly ellipsoidalHeightM: number;
  /** clockwise from north */
  readonly headingDeg: number;
  /** 0 level, -90 straight down */
  readonly pitchDeg: number;
  readonly rangeM: number;
}

export interface SurfacePosition {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly ellipsoidalHeightM: number;
  /** what the height was read from */
  readonly surface: 'mesh' | 'terrain';
}

export interface Swipe {
  /** imagery layer ids */
  readonly leftLayerId: string;
  readonly rightLayerId: string;
  /** place of the divider, 0 left … 1 right */
  readonly fraction: number;
}

export interface PlaceM {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly ellipsoidalHeightM: number;
}

/** A line of sight as the kernel answered it. */
export interface SightDrawing {
  readonly observer: PlaceM;
  readonly target: PlaceM;
  /** where the line meets the surface first; null when the target is seen */
  readonly turnsAt: PlaceM | null;
  /** on the surface */
  readonly obstructions: readonly PlaceM[];
}

/** Somebody waits for a place on the surface: the place of a case, the eye of a sight. */
export interface Placing {
  /** what to choose, one line at the cursor */
  readonly hint: string;
  readonly onPlace: (position: SurfacePosition) => void;
  readonly onCancel: () => void;
}

export interface DistanceLeg {
  /** on the district grid */
  readonly horizontalM: number;
  readonly slopeM: number;
  /** end minus begin */
  readonly heightDifferenceM: number;
}

/** `points` are what was clicked. All lengths are ground lengths on the district grid, scale 1 at its centre. */
export type Measurement =
  | {
      readonly kind: 'distance';
      readonly id: string;
      readonly points: readonly SurfacePosition[];
      readonly legs: readonly DistanceLeg[];
      readonly horizontalM: number;
      readonly slopeM: number;
    }
  | {
      readonly kind: 'height';
      readonly id: string;
      readonly points: readonly SurfacePosition[];
      readonly horizontalM: number;
      readonly slopeM: number;
      readonly heightDifferenceM: number;
    }
  | {
      readonly kind: 'area';
      readonly id: string;
      readonly points: readonly SurfacePosition[];
      /** plane area on the district grid */
      readonly planimetricM2: number;
      /** area of the triangles through the clicked points in space: a slope, not a relief */
      readonly surfaceM2: number;
      readonly perimeterM: number;
    };

/** Camera and cursor move at frame rate: they come by subscription, never by props or state. Returns the unsubscriber. */
export type Subscribe<T> = (listener: (value: T) => void) => () => void;

export interface GlobeHandle {
  flyToView(view: CameraView): void;
  /** `orthometricHeightM` null: the surface there */
  flyToPlace(place: {
    longitudeDeg: number;
    latitudeDeg: number;
    orthometricHeightM: number | null;
    rangeM?: number;
  }): void;
  flyToBounds(bounds: BoundsDeg): void;
  home(): void;
  northUp(): void;
  zoomIn(): void;
  zoomOut(): void;
  view(): CameraView;
  readonly subscribeView: Subscribe<CameraView>;
  /** null when the pointer is off the map */
  readonly subscribeCursor: Subscribe<SurfacePosition | null>;
  /** height of the surface at a place: the mesh where it is shown and loaded, else the terrain; null when neither is loaded */
  pickSurface(longitudeDeg: number, latitudeDeg: number): SurfacePosition | null;
  /** a mark that follows a pointer elsewhere (a profile), at frame rate; null takes it away */
  markPlace(place: PlaceM | null): void;
  /** last point of the running measurement; false when there was none */
  undoMeasurePoint(): boolean;
}

export interface GlobeProps {
  readonly ref?: Ref<GlobeHandle>;
  readonly district: District;
  /** folder of the files named in the manifest, ending in '/' */
  readonly districtUrl: string;
  readonly theme: Theme;
  readonly language: Language;
  readonly layers: LayerStates;
  readonly pins: readonly Pin[];
  readonly selectedPinId: string | null;
  readonly hoveredPinId: string | null;
  readonly onPick: (pinId: string | null) => void;
  readonly onHover: (pinId: string | null) => void;
  /** while it is given, a click or Enter gives a place, and pins do not answer */
  readonly placing: Placing | null;
  readonly swipe: Swipe | null;
  readonly onSwipe: (fraction: number) => void;
  readonly tool: MeasureTool;
  readonly measurements: readonly Measurement[];
  readonly onMeasure: (measurement: Measurement) => void;
  /** Esc with nothing left to take back */
  readonly onToolEnd: () => void;
  readonly sight: SightDrawing | null;
  readonly underground: boolean;
  readonly onUnderground: (underground: boolean) => void;
  readonly projection: ProjectionMode;
  readonly onProjection: (projection: ProjectionMode) => void;
  /** where to begin instead of `district.home`, e.g. from `readViewAddress(location.hash)` in view-address.ts */
  readonly initialView?: CameraView;
  /** drawn in the bottom left corner beside the scale bar: the coordinate read-out */
  readonly readout?: ReactNode;
}
