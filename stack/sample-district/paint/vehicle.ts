/** Cars and iron covers seen from above as albedo: body, glass, lamps; x along the car (front positive), y across, m. */
import type { Car } from '../description/cars.ts';
import type { Ink } from './ink.ts';
import { blend, dim, setInk, span } from './ink.ts';

export function paintCar(ink: Ink, car: Car, x: number, y: number, w: number): void {
  const half = car.lengthM / 2;
  setInk(ink, car.colour);
  const a = Math.abs(y);
  const glassHalf = car.widthM / 2 - 0.18;
  const across = span(a, -1, glassHalf, w);
  if (car.lengthM < 5.2) {
    blend(ink, [0.13, 0.15, 0.17], span(x, half * 0.22, half * 0.52, w) * across * 0.9);
    blend(ink, [0.13, 0.15, 0.17], span(x, -half * 0.86, -half * 0.62, w) * across * 0.85);
    blend(
      ink,
      [0.16, 0.17, 0.19],
      span(x, -half * 0.62, half * 0.22, w) * span(a, glassHalf - 0.08, glassHalf + 0.1, w) * 0.8,
    );
    dim(ink, 1 + 0.08 * span(x, -half * 0.6, half * 0.2, w));
  } else {
    blend(ink, [0.2, 0.22, 0.24], span(x, half - 0.55, half - 0.15, w) * across);
    blend(ink, [0.6, 0.6, 0.6], span(x, -half * 0.2, half * 0.1, w) * span(a, -1, 0.6, w) * 0.6);
  }
  blend(
    ink,
    [0.9, 0.88, 0.8],
    span(x, half - 0.14, half, w) * span(a, car.widthM / 2 - 0.5, car.widthM / 2 - 0.1, w),
  );
  blend(
    ink,
    [0.55, 0.1, 0.08],
    span(x, -half, -half + 0.12, w) * span(a, car.widthM / 2 - 0.5, car.widthM / 2 - 0.1, w),
  );
}

/** An iron cover in its frame, with the usual raised pattern; x, y m from its centre. */
export function paintCover(ink: Ink, x: number, y: number, radiusM: number): void {
  const away = Math.sqrt(x * x + y * y);
  setInk(ink, [0.27, 0.265, 0.26]);
  if (away > radiusM - 0.08) setInk(ink, [0.2, 0.2, 0.2]);
  else if ((Math.floor(x / 0.07) + Math.floor(y / 0.07)) % 2 === 0) dim(ink, 1.22);
}
