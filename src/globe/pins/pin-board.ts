/** The pins over the scene: projected, clustered, painted. Finds the pin under a pointer without the GPU. */
import type { Cartesian2, Cartesian3 } from 'cesium';
import { Matrix4, SceneTransforms } from 'cesium';
import type { GlobeController } from '../camera/globe-controller.ts';
import type { Pin } from '../globe-port.ts';
import { drawsInSoftware } from '../scene-setup.ts';
import type { PinCluster, ScreenPin } from './pin-clusters.ts';
import { clusterPins } from './pin-clusters.ts';
import type { PlacedSymbol } from './pin-layer.ts';
import { PinLayer } from './pin-layer.ts';
import { pinPlaceEcef } from './pin-place.ts';
import { SYMBOL_RISE_PX } from './pin-symbols.ts';

/** The more there is to show, the more one symbol stands for. */
const clusterRadiusPx = (pins: number): number => (pins > 2000 ? 64 : pins > 400 ? 46 : 30);
const RECLUSTER_EVERY_MS = 90;
const MARGIN_PX = 40;
const TOUCH_RADIUS_PX = 20;

export interface PinHit {
  readonly leader: Pin;
  readonly count: number;
}

export class PinBoard {
  private readonly controller: GlobeController;
  private readonly geoidUndulationM: number;
  private layer: PinLayer | null = null;
  private pins = new Map<string, Pin>();
  private positionsEcef = new Map<string, Cartesian3>();
  private clusters: readonly PinCluster[] = [];
  private selectedId: string | null = null;
  private hoveredId: string | null = null;
  private clusteredMatrix = new Matrix4();
  /** what the painted places depend on: camera, projection, size */
  private paintedView = '';
  private clusteredAtMs = 0;
  private timer = 0;
  private stop: () => void = () => undefined;

  constructor(controller: GlobeController, geoidUndulationM: number) {
    this.controller = controller;
    this.geoidUndulationM = geoidUndulationM;
  }

  attach(): void {
    const { scene } = this.controller;
    this.layer = new PinLayer(scene.canvas, drawsInSoftware(scene));
    const stops = [
      scene.preRender.addEventListener(() => this.followCamera()),
      scene.postRender.addEventListener(() => this.paintWhenMoved()),
    ];
    this.stop = () => stops.forEach((stop) => stop());
  }

  detach(): void {
    this.stop();
    window.clearTimeout(this.timer);
    this.layer?.remove();
    this.layer = null;
  }

  setPins(pins: readonly Pin[]): void {
    this.pins = new Map(pins.map((pin) => [pin.id, pin]));
    this.positionsEcef = new Map(pins.map((pin) => [pin.id, this.positionOf(pin)]));
    this.recluster();
  }

  emphasise(selectedId: string | null, hoveredId: string | null): void {
    this.selectedId = selectedId;
    this.hoveredId = hoveredId;
    this.recluster();
  }

  /** The symbol under a point of the canvas, the nearest when several are. */
  hit(xPx: number, yPx: number): PinHit | null {
    let nearest: PinHit | null = null;
    let nearestPx = TOUCH_RADIUS_PX;
    for (const { leader, members } of this.clusters) {
      const pin = this.pins.get(leader.id);
      const foot = this.windowOf(leader.id);
      if (pin === undefined || foot === null) continue;
      const distancePx = Math.hypot(foot.x - xPx, foot.y - SYMBOL_RISE_PX - yPx);
      if (distancePx < nearestPx) {
        nearest = { leader: pin, count: members.length };
        nearestPx = distancePx;
      }
    }
    return nearest;
  }

  private positionOf(pin: Pin): Cartesian3 {
    const { controller } = this;
    return pinPlaceEcef(
      pin,
      this.geoidUndulationM,
      () =>
        controller.pickSurface(pin.longitudeDeg, pin.latitudeDeg)?.ellipsoidalHeightM ??
        controller.groundHeightM,
    );
  }

  private windowOf(id: string): Cartesian2 | null {
    const positionEcef = this.positionsEcef.get(id);
    if (positionEcef === undefined) return null;
    return SceneTransforms.worldToWindowCoordinates(this.controller.scene, positionEcef) ?? null;
  }

  private followCamera(): void {
    const { camera } = this.controller.scene;
    if (Matrix4.equalsEpsilon(camera.viewMatrix, this.clusteredMatrix, 1e-7)) return;
    const waitMs = this.clusteredAtMs + RECLUSTER_EVERY_MS - performance.now();
    window.clearTimeout(this.timer);
    if (waitMs <= 0) this.recluster();
    else this.timer = window.setTimeout(() => this.recluster(), waitMs);
  }

  private onScreen(): ScreenPin[] {
    const { clientWidth, clientHeight } = this.controller.scene.canvas;
    const visible: ScreenPin[] = [];
    for (const { id, state } of this.pins.values()) {
      const place = this.windowOf(id);
      if (place === null || place.x < -MARGIN_PX || place.y < -MARGIN_PX) continue;
      if (place.x > clientWidth + MARGIN_PX || place.y > clientHeight + MARGIN_PX) continue;
      visible.push({ id, state, xPx: place.x, yPx: place.y });
    }
    return visible;
  }

  private recluster(): void {
    const { scene } = this.controller;
    if (scene.isDestroyed() || this.layer === null) return;
    this.clusteredAtMs = performance.now();
    Matrix4.clone(scene.camera.viewMatrix, this.clusteredMatrix);
    const visible = this.onScreen();
    const alone = new Set(this.selectedId === null ? [] : [this.selectedId]);
    this.clusters = clusterPins(visible, clusterRadiusPx(visible.length), alone);
    this.paint();
  }

  private paintWhenMoved(): void {
    if (this.viewKey() !== this.paintedView) this.paint();
  }

  private viewKey(): string {
    const { camera, canvas } = this.controller.scene;
    const matrices = [
      ...Matrix4.toArray(camera.viewMatrix),
      ...Matrix4.toArray(camera.frustum.projectionMatrix),
    ];
    return [...matrices, canvas.clientWidth, canvas.clientHeight].join();
  }

  /** The worst pins come first in the clusters and are painted last, so that no calm one covers them. */
  private paint(): void {
    this.paintedView = this.viewKey();
    const symbols = this.clusters.toReversed().flatMap((cluster) => this.symbolOf(cluster) ?? []);
    this.layer?.paint(symbols);
  }

  private symbolOf({ leader, members }: PinCluster): PlacedSymbol | null {
    const pin = this.pins.get(leader.id);
    const foot = this.windowOf(leader.id);
    if (pin === undefined || foot === null) return null;
    const selected = this.selectedId !== null && members.some(({ id }) => id === this.selectedId);
    const hovered = this.hoveredId !== null && members.some(({ id }) => id === this.hoveredId);
    const emphasis = selected ? 'selected' : hovered ? 'hovered' : 'none';
    const look = { kind: pin.kind, state: pin.state, count: members.length, emphasis } as const;
    return { look, xPx: foot.x, yPx: foot.y };
  }
}
