import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inBursts } from './in-bursts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('property: everything is taken once and in order, however it comes', () => {
  const taken: number[] = [];
  const push = inBursts<number>((items) => void taken.push(...items), 40);
  for (let item = 0; item < 300; item++) {
    push(item);
    vi.advanceTimersByTime(item % 7);
  }
  vi.advanceTimersByTime(40);
  expect(taken).toEqual(Array.from({ length: 300 }, (_, item) => item));
});

test('reference: the first is taken at once, a burst together, the first after a pause at once again', () => {
  const bursts: number[][] = [];
  const push = inBursts<number>((items) => void bursts.push([...items]), 40);
  push(1);
  expect(bursts).toEqual([[1]]);
  push(2);
  push(3);
  expect(bursts).toEqual([[1]]);
  vi.advanceTimersByTime(40);
  expect(bursts).toEqual([[1], [2, 3]]);
  vi.advanceTimersByTime(1000);
  push(4);
  expect(bursts).toEqual([[1], [2, 3], [4]]);
});
