/**
 * Tones by priority, distinct in pitch, count and rhythm, made by Web Audio so that nothing is loaded.
 * Browsers stay silent until a gesture (HTML, "sticky activation"): the click that signs in is one, a reloaded page
 * waits for the first click or key.
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
const GESTURES = ['pointerdown', 'keydown'] as const;

let context: AudioContext | null = null;
let sounding: { readonly output: GainNode; readonly endS: number } | null = null;

function scheduleBeat(output: GainNode, frequencyHz: number, beginS: number, beatS: number): void {
  const oscillator = output.context.createOscillator();
  const gain = output.context.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = frequencyHz;
  // Soft edges: a square gate clicks.
  gain.gain.setValueAtTime(0, beginS);
  gain.gain.linearRampToValueAtTime(GAIN, beginS + EDGE_S);
  gain.gain.setValueAtTime(GAIN, beginS + beatS * 0.7);
  gain.gain.linearRampToValueAtTime(0, beginS + beatS * 0.7 + EDGE_S);
  oscillator.connect(gain).connect(output);
  oscillator.start(beginS);
  oscillator.stop(beginS + beatS);
}

/** A tone that begins cuts off the one before it: two at once have the pattern of neither. */
export function playTone(priority: Priority): void {
  if (context === null || soundStore.getState().status !== 'on') return;
  stopTone();
  const { frequenciesHz, beatMs } = TONES[priority];
  const beatS = beatMs / 1000;
  const output = context.createGain();
  output.connect(context.destination);
  const beginS = context.currentTime;
  for (const [index, frequencyHz] of frequenciesHz.entries()) {
    scheduleBeat(output, frequencyHz, beginS + index * beatS, beatS);
  }
  sounding = { output, endS: beginS + frequenciesHz.length * beatS };
}

export function stopTone(): void {
  if (context === null || sounding === null) return;
  const { gain } = sounding.output;
  const nowS = context.currentTime;
  if (nowS < sounding.endS) {
    gain.setValueAtTime(1, nowS);
    gain.linearRampToValueAtTime(0, nowS + EDGE_S);
  }
  sounding = null;
}

/** Follows what the browser allows: a phone call or a sleeping machine suspends a context that was running. */
function follow(): void {
  if (soundStore.getState().status === 'muted') return;
  soundStore.setState({ status: context?.state === 'running' ? 'on' : 'waiting' });
}

function open(): AudioContext {
  if (context === null) {
    context = new AudioContext();
    context.addEventListener('statechange', follow);
  }
  return context;
}

function resume(): void {
  // Without a gesture the promise stays open for as long as there is none; the state says when it is allowed.
  void open().resume();
  follow();
}

/**
 * For whoever answers alarms: sound without asking for it, as soon as the browser allows. Call again at will.
 * Returns the way to stop waiting for a gesture.
 */
export function expectAlarms(): () => void {
  resume();
  for (const gesture of GESTURES) globalThis.addEventListener(gesture, resume);
  return () => {
    for (const gesture of GESTURES) globalThis.removeEventListener(gesture, resume);
  };
}

/** On request, with a tone to hear that it is on. Inside a gesture. */
export async function enableSound(): Promise<void> {
  await open().resume();
  soundStore.setState({ status: 'on' });
  playTone('low');
}

/** Until the page is closed: whoever sits here next starts with sound. */
export function muteSound(): void {
  stopTone();
  soundStore.setState({ status: 'muted' });
}
