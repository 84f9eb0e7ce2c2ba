/** One line at the cursor: what a tool waits for, or why it refuses. On top of the map for touch. Moves without React. */
const BESIDE_PX = 16;

export class ToolHint {
  private readonly element = document.createElement('div');

  constructor(layer: Element) {
    // until a pointer or the crosshair comes, and for touch, where a finger would cover it
    this.element.className = 'ck-hint ck-hint-top';
    this.element.setAttribute('role', 'status');
    layer.append(this.element);
  }

  tell(text: string, isRefusal = false): void {
    this.element.textContent = text;
    this.element.classList.toggle('ck-hint-refusal', isRefusal);
  }

  follow(xPx: number, yPx: number, map: { readonly widthPx: number; readonly heightPx: number }): void {
    this.element.classList.remove('ck-hint-top');
    const { offsetWidth, offsetHeight } = this.element;
    const fitsRight = xPx + BESIDE_PX + offsetWidth <= map.widthPx;
    const fitsBelow = yPx + BESIDE_PX + offsetHeight <= map.heightPx;
    const leftPx = Math.max(0, fitsRight ? xPx + BESIDE_PX : xPx - BESIDE_PX - offsetWidth);
    const topPx = Math.max(0, fitsBelow ? yPx + BESIDE_PX : yPx - BESIDE_PX - offsetHeight);
    this.element.style.transform = `translate(${leftPx}px, ${topPx}px)`;
  }

  remove(): void {
    this.element.remove();
  }
}
