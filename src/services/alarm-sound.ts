/**
 * Tones by priority, distinct in pitch, count and rhythm, made by Web Audio so that nothing is loaded.
 * Browsers stay silent until a gesture: `enableSound` must run inside one.
 */
import { createStore } from 'zustand/vanilla';
import type { Priority } from '../../contracts/alarm.ts';

export interface SoundState {
  readonly status: 'waiting' | 'on' | 'muted';
}

export const soundStore = createStore<SoundState>(() => ({ status: 'waiting' }));

interface Tone {
  readonly frequenciesHz: readonly number[];
  readonly beatMs: number;
}

/** More urgent: higher, faster, more beats (ISO 7731 asks for signals that differ in pattern, not in loudness alone). */
const TONES: Readonly<Record<Priority, Tone>> = {
  critical: { frequenciesHz: [988, 784, 988, 784, 988, 784], beatMs: 130 },
  high: { frequenciesHz: [784, 784, 784], beatMs: 190 },
  medium: { frequenciesHz: [587, 659], beatMs: 240 },
  low: { frequenciesHz: [494], beatMs: 320 },
};
const GAIN = 0.18;
const EDGE_S = 0.012;

let context: AudioContext | null = null;

export function playTone(priority: Priority): void {
  if (context === null || soundStore.getState().status !== 'on') return;
  const { frequenciesHz, beatMs } = TONES[priority];
  const beatS = beatMs / 1000;
  frequenciesHz.forEach((frequencyHz, index) => {
    if (context === null) return;
    const beginS = context.currentTime + index * beatS;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = 'triangle';
    oscillator.frequency.value = frequencyHz;
    // Soft edges: a square gate clicks.
    gain.gain.setValueAtTime(0, beginS);
    gain.gain.linearRampToValueAtTime(GAIN, beginS + EDGE_S);
    gain.gain.setValueAtTime(GAIN, beginS + beatS * 0.7);
    gain.gain.linearRampToValueAtTime(0, beginS + beatS * 0.7 + EDGE_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(beginS);
    oscillator.stop(beginS + beatS);
  });
}

export async function enableSound(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  soundStore.setState({ status: 'on' });
  playTone('low');
}

export const muteSound = (): void => soundStore.setState({ status: 'muted' });
