/**
 * What a page under measurement shows, noted from outside the product. The functions below run in the page and must stand
 * alone: Playwright sends their text. Times are UTC ms as `performance.timeOrigin + performance.now()`.
 *
 * Pin: after each task that painted on the canvas of the pins, the pixel beside the middle of each watched pin is read
 * back, which waits until the canvas is rasterised; the time noted is that of the animation frame after it, which takes
 * the canvas to the screen. What follows (composition, the screen's refresh) is not seen from here.
 * Row: the `data-state` of a row of the duty list, when React has written it. Socket: when the page's WebSocket gets it.
 */
import type { Page } from '@playwright/test';

export interface WatchedPixel {
  readonly id: string;
  /** CSS px of the canvas, y down */
  readonly xPx: number;
  readonly yPx: number;
}

export interface Sighting {
  readonly what: 'pin' | 'row' | 'socket';
  readonly id: string;
  readonly state: string;
  readonly atUtcMs: number;
}

declare global {
  interface Window {
    benchProbe?: {
      readonly sightings: Sighting[];
      /** ms that reading the pixels back took, each time */
      readonly readMs: number[];
      watched: readonly WatchedPixel[];
      /** state last seen, by id of the watched */
      shown: Map<string, string>;
    };
  }
}

function watchPins(): void {
  const probe = { sightings: [], readMs: [], watched: [], shown: new Map() };
  window.benchProbe = probe;
  const { sightings, readMs }: NonNullable<Window['benchProbe']> = probe;
  // Fill colours of the pins by state (src/globe/pins/pin-symbols.ts); a calm pin is white inside
  const colours: readonly (readonly [string, readonly [number, number, number]])[] = [
    ['critical', [216, 20, 47]],
    ['high', [233, 106, 0]],
    ['medium', [244, 194, 13]],
    ['low', [31, 102, 214]],
    ['normal', [255, 255, 255]],
  ];
  const FARTHEST_COLOUR = 40;
  const OPAQUE = 250;

  const stateOf = ([red = 0, green = 0, blue = 0, alpha = 0]: Uint8ClampedArray): string | null => {
    if (alpha < OPAQUE) return null;
    const away = (colour: readonly [number, number, number]): number =>
      Math.hypot(colour[0] - red, colour[1] - green, colour[2] - blue);
    return colours.find(([, colour]) => away(colour) < FARTHEST_COLOUR)?.[0] ?? null;
  };

  const look = (context: CanvasRenderingContext2D): void => {
    const { watched, shown } = window.benchProbe ?? probe;
    const beginMs = performance.now();
    const scale = context.canvas.width / context.canvas.clientWidth;
    const changed = watched.flatMap(({ id, xPx, yPx }) => {
      const state = stateOf(
        context.getImageData(Math.round(xPx * scale), Math.round(yPx * scale), 1, 1).data,
      );
      if (state === null || shown.get(id) === state) return [];
      shown.set(id, state);
      return [{ id, state }];
    });
    readMs.push(performance.now() - beginMs);
    requestAnimationFrame(() => {
      const atUtcMs = performance.timeOrigin + performance.now();
      for (const each of changed) sightings.push({ what: 'pin', ...each, atUtcMs });
    });
  };

  const draw = CanvasRenderingContext2D.prototype.drawImage;
  let willLook = false;
  Object.assign(CanvasRenderingContext2D.prototype, {
    drawImage(this: CanvasRenderingContext2D, ...args: unknown[]): void {
      Reflect.apply(draw, this, args);
      // symbols are prepared on canvases that are not in the page
      if (willLook || window.benchProbe?.watched.length === 0 || !this.canvas.isConnected) return;
      willLook = true;
      queueMicrotask(() => {
        willLook = false;
        look(this);
      });
    },
  });
}

function watchRowsAndSocket(): void {
  const note = (what: 'row' | 'socket', id: string, state: string): void => {
    const atUtcMs = performance.timeOrigin + performance.now();
    window.benchProbe?.sightings.push({ what, id, state, atUtcMs });
  };

  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!(target instanceof HTMLElement) || target.dataset['row'] === undefined) continue;
      note('row', target.querySelector('b')?.textContent ?? '', target.dataset['state'] ?? '');
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });

  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!(data instanceof ArrayBuffer)) return;
        const text = new TextDecoder().decode(data);
        for (const [, id = '', state = ''] of text.matchAll(/"deviceId":"([^"]+)".*?"priority":"(\w+)"/g)) {
          note('socket', id, state);
        }
      });
    }
  };
}

/** Before the page is opened. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript({ content: `(${watchPins})(); (${watchRowsAndSocket})();` });
}

/** Forgets what was seen. */
export async function beginWatching(page: Page, pixels: readonly WatchedPixel[]): Promise<void> {
  await page.evaluate((watched) => {
    const probe = window.benchProbe;
    if (probe === undefined) return;
    probe.watched = watched;
    probe.shown.clear();
    probe.sightings.length = 0;
    probe.readMs.length = 0;
  }, pixels);
}
