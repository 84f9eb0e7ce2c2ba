/** The camera and the surface under the pointer, in the terms of the port. One per scene; no React. */
import type { Scene } from 'cesium';
import {
  Cartesian2,
  Cartesian3,
  Cartographic,
  Cesium3DTileset,
  Math as CesiumMath,
  OrthographicFrustum,
} from 'cesium';
import type { BoundsDeg, District } from '../../../contracts/district.ts';
import { ellipsoidalFromOrthometric } from '../../../geodesy/geoid.ts';
import type { CameraView, PlaceM, ProjectionMode, SurfacePosition } from '../globe-port.ts';
import { fromEcef } from '../lla-cartesian.ts';
import { poseOfView, viewOfPose } from './view-geometry.ts';

const FLIGHT_S = 1.2;
const STEP_S = 0.15;
const STEEPEST_DEG = -90;
const ZOOM_STEP = 1.6;
/** Metres of one degree of latitude, for framing bounds only. */
const DEGREE_M = 111_000;
/** What 2D hides of the pitch when it is left again. */
const PITCH_AFTER_2D_DEG = -50;

type Listener<T> = (value: T) => void;

class Subscribers<T> {
  private readonly listeners = new Set<Listener<T>>();
  readonly subscribe = (listener: Listener<T>): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  send(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

const vector = ({ x, y, z }: Cartesian3): [number, number, number] => [x, y, z];
const calm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export class GlobeController {
  readonly scene: Scene;
  readonly views = new Subscribers<CameraView>();
  readonly cursors = new Subscribers<SurfacePosition | null>();
  readonly marks = new Subscribers<PlaceM | null>();
  private readonly district: District;
  readonly groundHeightM: number;
  private projection: ProjectionMode = '3d';
  private undo: (() => boolean) | null = null;
  /** where the camera is on its way to */
  private goal: CameraView | null = null;
  private readonly stop: () => void;

  constructor(scene: Scene, district: District) {
    this.scene = scene;
    this.district = district;
    this.groundHeightM = district.home.ellipsoidalHeightM;
    let last = '';
    this.stop = scene.postRender.addEventListener(() => {
      const view = this.view();
      const text = Object.values(view).join();
      if (text === last) return;
      last = text;
      this.views.send(view);
    });
  }

  destroy(): void {
    this.stop();
  }

  /** How the running measurement takes back a point; null when none runs. */
  setUndo(undo: (() => boolean) | null): void {
    this.undo = undo;
  }

  undoMeasurePoint(): boolean {
    return this.undo?.() ?? false;
  }

  /** The canvas is the map for keyboard and screen reader. */
  nameCanvas(label: string): void {
    const { canvas } = this.scene;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', label);
  }

  view(): CameraView {
    const { positionWC, directionWC, upWC } = this.scene.camera;
    const pose = {
      positionEcef: vector(positionWC),
      directionEcef: vector(directionWC),
      upEcef: vector(upWC),
    };
    return viewOfPose(pose, this.groundHeightM);
  }

  place(view: CameraView): void {
    this.move(view, 0);
  }

  flyToView(view: CameraView): void {
    this.move(view, FLIGHT_S);
  }

  step(view: CameraView): void {
    this.move(view, STEP_S);
  }

  private move(view: CameraView, durationS: number): void {
    const flat = this.projection === '2d';
    const pitchDeg = flat ? STEEPEST_DEG : Math.max(STEEPEST_DEG, Math.min(10, view.pitchDeg));
    const pose = poseOfView({ ...view, pitchDeg, headingDeg: flat ? 0 : view.headingDeg });
    const destination = new Cartesian3(...pose.positionEcef);
    const orientation = {
      direction: new Cartesian3(...pose.directionEcef),
      up: new Cartesian3(...pose.upEcef),
    };
    const { camera } = this.scene;
    camera.cancelFlight();
    // an orthographic camera has no flight worth watching: its width jumps while it travels
    if (durationS === 0 || flat || calm()) {
      camera.setView({ destination, orientation });
      if (camera.frustum instanceof OrthographicFrustum) camera.frustum.width = view.rangeM;
    } else {
      this.goal = view;
      // The camera cancels the flight before this one only now: its end is not the end of this one.
      const arrived = (): void => {
        if (this.goal === view) this.goal = null;
      };
      camera.flyTo({ destination, orientation, duration: durationS, complete: arrived, cancel: arrived });
    }
    this.scene.requestRender();
  }

  home(): void {
    this.flyToView(this.homeView());
  }

  /** A narrow window shows less to the sides: step back, so that the district still fits. */
  homeView(): CameraView {
    const { clientWidth, clientHeight } = this.scene.canvas;
    const narrow = clientHeight > 0 ? Math.max(1, Math.min(2.2, (clientHeight / clientWidth) * 0.9)) : 1;
    return { ...this.district.home, rangeM: this.district.home.rangeM * narrow };
  }

  flyToPlace(place: {
    longitudeDeg: number;
    latitudeDeg: number;
    orthometricHeightM: number | null;
    rangeM?: number;
  }): void {
    const { longitudeDeg, latitudeDeg, orthometricHeightM } = place;
    const surfaceM = this.pickSurface(longitudeDeg, latitudeDeg)?.ellipsoidalHeightM ?? this.groundHeightM;
    const ellipsoidalHeightM =
      orthometricHeightM === null
        ? surfaceM
        : ellipsoidalFromOrthometric(orthometricHeightM, this.district.geoid.geoidUndulationM);
    const { headingDeg, pitchDeg } = this.view();
    const rangeM = place.rangeM ?? 180;
    // a flat look at a place in a street ends behind a house
    this.flyToView({
      longitudeDeg,
      latitudeDeg,
      ellipsoidalHeightM,
      headingDeg,
      rangeM,
      pitchDeg: Math.min(pitchDeg, -45),
    });
  }

  flyToBounds({ westDeg, southDeg, eastDeg, northDeg }: BoundsDeg): void {
    const latitudeDeg = (southDeg + northDeg) / 2;
    const heightM = (northDeg - southDeg) * DEGREE_M;
    const widthM = (eastDeg - westDeg) * DEGREE_M * Math.cos((latitudeDeg * Math.PI) / 180);
    const { clientWidth, clientHeight } = this.scene.canvas;
    const aspect = clientHeight > 0 ? clientWidth / clientHeight : 1;
    const { headingDeg, pitchDeg } = this.view();
    this.flyToView({
      longitudeDeg: (westDeg + eastDeg) / 2,
      latitudeDeg,
      ellipsoidalHeightM: this.groundHeightM,
      headingDeg,
      pitchDeg: Math.min(pitchDeg, -50),
      rangeM: Math.max(60, 1.2 * Math.max(heightM * Math.max(1, aspect), widthM, widthM / aspect)),
    });
  }

  northUp(): void {
    this.step({ ...this.view(), headingDeg: 0 });
  }

  zoom(inwards: boolean): void {
    const view = this.view();
    const rangeM = Math.max(3, Math.min(40_000, inwards ? view.rangeM / ZOOM_STEP : view.rangeM * ZOOM_STEP));
    this.step({ ...view, rangeM });
  }

  setProjection(projection: ProjectionMode): void {
    if (projection === this.projection) return;
    // turned in mid-flight, the map still ends at the place that was asked for
    const view = this.goal ?? this.view();
    this.projection = projection;
    const { camera, screenSpaceCameraController: controller } = this.scene;
    const flat = projection === '2d';
    controller.enableTilt = !flat;
    controller.enableLook = !flat;
    if (flat) camera.switchToOrthographicFrustum();
    else camera.switchToPerspectiveFrustum();
    this.place({ ...view, pitchDeg: flat ? STEEPEST_DEG : PITCH_AFTER_2D_DEG });
  }

  /** The height read from what is loaded: the mesh where it is shown, else the terrain. */
  pickSurface(longitudeDeg: number, latitudeDeg: number): SurfacePosition | null {
    const place = Cartographic.fromDegrees(longitudeDeg, latitudeDeg);
    for (const mesh of this.shownMeshes()) {
      const meshM = mesh.getHeight(place, this.scene);
      if (meshM !== undefined) {
        return { longitudeDeg, latitudeDeg, ellipsoidalHeightM: meshM, surface: 'mesh' };
      }
    }
    const terrainM = this.scene.globe.getHeight(place);
    if (terrainM === undefined) return null;
    return { longitudeDeg, latitudeDeg, ellipsoidalHeightM: terrainM, surface: 'terrain' };
  }

  /** The surface under a point of the canvas, from the depth of the last frame. */
  surfaceAt(xPx: number, yPx: number): SurfacePosition | null {
    const windowPx = new Cartesian2(xPx, yPx);
    // under a mesh the globe leaves no depth: what is picked there is the mesh
    if (this.shownMeshes().length > 0 && this.scene.pickPositionSupported) {
      const meshEcef = this.scene.pickPosition(windowPx);
      if (meshEcef !== undefined && Number.isFinite(meshEcef.x)) return fromEcef(meshEcef, 'mesh');
    }
    const ray = this.scene.camera.getPickRay(windowPx);
    const groundEcef = ray === undefined ? undefined : this.scene.globe.pick(ray, this.scene);
    return groundEcef === undefined ? null : fromEcef(groundEcef, 'terrain');
  }

  private shownMeshes(): Cesium3DTileset[] {
    const { primitives } = this.scene;
    const all = Array.from({ length: primitives.length }, (_, index): unknown => primitives.get(index));
    return all.filter((each) => each instanceof Cesium3DTileset).filter((mesh) => mesh.show);
  }

  /** Ground metres of one CSS pixel at the point looked at. */
  metresPerPx(view: CameraView): number {
    const { frustum } = this.scene.camera;
    const { clientWidth, clientHeight } = this.scene.canvas;
    if (clientWidth === 0 || clientHeight === 0) return Number.NaN;
    if (frustum instanceof OrthographicFrustum) return (frustum.width ?? view.rangeM) / clientWidth;
    const fovRad = 'fovy' in frustum ? Number(frustum.fovy) : CesiumMath.toRadians(40);
    return (2 * view.rangeM * Math.tan(fovRad / 2)) / clientHeight;
  }
}
