/**
 * The canvas over the scene that the pins are painted on. They are never hidden by the scene, so they need nothing of it;
 * a pin that changes repaints this canvas alone, whatever a frame of the scene costs. CSS px of the map, y down.
 */
import type { SymbolLook } from './pin-symbols.ts';
import { drawSymbol, SYMBOL_HEIGHT_PX, SYMBOL_WIDTH_PX, symbolKey } from './pin-symbols.ts';

export interface PlacedSymbol {
  readonly look: SymbolLook;
  /** foot of the stem */
  readonly xPx: number;
  readonly yPx: number;
}

/** Counts make new pictures without end; a few hundred are all that is seen at a time. */
const PICTURES_KEPT = 400;

export class PinLayer {
  private readonly scene: HTMLCanvasElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly pictures = new Map<string, HTMLCanvasElement>();
  private readonly pixelRatio = Math.min(3, Math.max(1, window.devicePixelRatio));

  /**
   * @param scene the canvas of the scene; the pins lie directly above it
   * @param inSoftware without a graphics card the canvas is painted here rather than queued behind the scene's frames
   */
  constructor(scene: HTMLCanvasElement, inSoftware: boolean) {
    this.scene = scene;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'ck-pins';
    // the list beside the map says the same in words
    this.canvas.setAttribute('aria-hidden', 'true');
    const context = this.canvas.getContext('2d', { willReadFrequently: inSoftware });
    if (context === null) throw new Error('no 2d canvas for pins');
    this.context = context;
    scene.after(this.canvas);
  }

  remove(): void {
    this.canvas.remove();
  }

  /** In the order given: the last lies on top. */
  paint(symbols: readonly PlacedSymbol[]): void {
    this.fit();
    const { context, pixelRatio } = this;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const { look, xPx, yPx } of symbols) {
      // whole device pixels keep the symbols sharp
      const left = Math.round((xPx - SYMBOL_WIDTH_PX / 2) * pixelRatio);
      const top = Math.round((yPx - SYMBOL_HEIGHT_PX) * pixelRatio);
      context.drawImage(this.pictureOf(look), left, top);
    }
  }

  private fit(): void {
    const width = Math.round(this.scene.clientWidth * this.pixelRatio);
    const height = Math.round(this.scene.clientHeight * this.pixelRatio);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }

  private pictureOf(look: SymbolLook): HTMLCanvasElement {
    const key = symbolKey(look);
    const known = this.pictures.get(key);
    if (known !== undefined) return known;
    if (this.pictures.size >= PICTURES_KEPT) this.pictures.clear();
    const picture = drawSymbol(look, this.pixelRatio);
    this.pictures.set(key, picture);
    return picture;
  }
}
