/** Cars of one epoch: in parking places, along the kerbs and on the carriageways. Lengths m. */
import { Sequence, hash } from '../random.ts';
import type { BuildingIndex } from './building-index.ts';
import { BRIDGES, onBridge } from './bridges.ts';
import { HALF_M, columnAngleRad, placeOf, rowAngleRad } from './frame.ts';
import type { ParkingPlace } from './site.ts';
import { STREETS, crossingsOf } from './streets.ts';

export interface Car {
  readonly e: number;
  readonly n: number;
  readonly cos: number;
  readonly sin: number;
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly colour: readonly [number, number, number];
  readonly seed: number;
}

const COLOURS: readonly [Car['colour'], ...Car['colour'][]] = [
  [0.74, 0.74, 0.73],
  [0.74, 0.74, 0.73],
  [0.66, 0.66, 0.66],
  [0.12, 0.12, 0.13],
  [0.14, 0.14, 0.16],
  [0.42, 0.43, 0.45],
  [0.6, 0.61, 0.62],
  [0.5, 0.13, 0.12],
  [0.16, 0.25, 0.42],
  [0.44, 0.36, 0.27],
  [0.2, 0.32, 0.3],
  [0.6, 0.47, 0.2],
];

function makeCar(e: number, n: number, angleRad: number, random: Sequence): Car {
  const kind = random.next();
  const seed = random.integer(1, 1e6);
  const colour = random.pick(COLOURS);
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  if (kind < 0.035)
    return { e, n, cos, sin, lengthM: 11.5, widthM: 2.5, heightM: 3, colour: [0.34, 0.48, 0.45], seed };
  if (kind < 0.1)
    return { e, n, cos, sin, lengthM: 6, widthM: 2.1, heightM: 2.6, colour: [0.62, 0.63, 0.65], seed };
  const lengthM = random.between(4.1, 4.9);
  return { e, n, cos, sin, lengthM, widthM: 1.8, heightM: random.between(1.42, 1.7), colour, seed };
}

function kerbAndLaneCars(random: Sequence): Car[] {
  const cars: Car[] = [];
  for (const street of STREETS) {
    const crossings = crossingsOf(street);
    const main = street.rank === 'main';
    for (let s = street.from; s < street.to; s += 6) {
      const near = crossings.some((crossing) => Math.abs(s - crossing.at) < crossing.half + 9);
      for (const side of [-1, 1]) {
        const parkedHere =
          !main && !near && random.chance(street.half > 6 ? 0.72 : street.half > 4 ? 0.3 : 0.12);
        const lanes = main ? [2.1, 5.5] : [street.half * 0.45];
        const across = parkedHere
          ? [side * (street.half - 1.15)]
          : lanes.filter(() => random.chance(main ? 0.16 : 0.045)).map((lane) => side * lane);
        for (const d of across) {
          const along = s + random.between(-0.6, 0.6);
          const [u, v] = street.axis === 'ns' ? [street.at + d, along] : [along, street.at + d];
          // cars on the bridges' humps would float: they are left out
          if (BRIDGES.some((bridge) => onBridge(bridge, u, v))) continue;
          const { e, n } = placeOf(u, v);
          const angleRad = street.axis === 'ns' ? columnAngleRad(n) + Math.PI / 2 : rowAngleRad(u);
          cars.push(makeCar(e, n, side > 0 ? angleRad : angleRad + Math.PI, random));
        }
      }
    }
  }
  return cars;
}

export function carsOf(parking: readonly ParkingPlace[], epoch: number, index: BuildingIndex): Car[] {
  const random = new Sequence(9001 + epoch * 613);
  const parked = parking
    .filter((place) => hash(place.seed, epoch, 19) < place.occupancy)
    .map((place) =>
      makeCar(place.e, place.n, place.angleRad + (hash(place.seed, epoch, 21) < 0.5 ? Math.PI : 0), random),
    )
    .filter((car) => car.lengthM < 5);
  return [...kerbAndLaneCars(random), ...parked].filter(
    (car) =>
      Math.abs(car.e) < HALF_M - 7 && Math.abs(car.n) < HALF_M - 7 && index.clearanceM(car.e, car.n, 1.2) > 0,
  );
}
