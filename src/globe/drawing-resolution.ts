/**
 * Half the resolution while the camera moves or tiles come, and the full one at rest, for a machine without a graphics
 * card: there a frame costs by its pixels. Which tiles are drawn does not depend on it.
 */
import type { CesiumWidget, Scene } from 'cesium';
import type { GlobeController } from './camera/globe-controller.ts';
import { tilesLoaded } from './tiles-loaded.ts';

const MOVING = 0.5;
/** So long after the last frame the view is at rest. */
const REST_MS = 300;
/** So often a view is drawn again whose tiles are on their way and have not asked for a frame. */
const MOST_WAITS = 20;

export class DrawingResolution {
  private readonly widget: CesiumWidget;
  private readonly scene: Scene;
  private readonly fullScale: number;
  private readonly stops: readonly (() => void)[];
  private moved = false;
  private waits = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(widget: CesiumWidget, { scene, views }: GlobeController) {
    this.widget = widget;
    this.scene = scene;
    this.fullScale = widget.resolutionScale;
    // half of the pixels would else be seen as squares
    widget.canvas.style.imageRendering = 'auto';
    this.stops = [
      views.subscribe(() => (this.moved = true)),
      scene.postRender.addEventListener(() => this.afterFrame()),
    ];
  }

  get isFull(): boolean {
    return this.widget.resolutionScale === this.fullScale;
  }

  destroy(): void {
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    if (!this.widget.isDestroyed()) this.widget.resolutionScale = this.fullScale;
  }

  private afterFrame(): void {
    const loaded = tilesLoaded(this.scene);
    if (this.moved || loaded) this.waits = 0;
    if (this.moved || (!loaded && this.waits < MOST_WAITS))
      this.widget.resolutionScale = this.fullScale * MOVING;
    this.moved = false;
    if (!this.isFull) this.restLater();
  }

  private restLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (tilesLoaded(this.scene) || this.waits >= MOST_WAITS) this.widget.resolutionScale = this.fullScale;
      else this.waits++;
      this.scene.requestRender();
    }, REST_MS);
  }
}
