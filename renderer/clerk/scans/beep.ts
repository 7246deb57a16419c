let audio: AudioContext | undefined;

/**
 * Pitches in hertz, one after the other: two rising for good, one low for bad. Different in rhythm, not in pitch alone.
 */
const melodies = { good: [880, 1320], warning: [660, 660], bad: [220, 220, 220] } as const;
const toneSeconds = 0.09;

/** A short sound for a scan. A machine without sound is no error: the flash says the same. */
export function beep(tone: keyof typeof melodies): void {
  try {
    audio ??= new AudioContext();
    const now = audio.currentTime;
    melodies[tone].forEach((pitch, position) => {
      if (!audio) return;
      const begin = now + position * toneSeconds * 1.3;
      const oscillator = audio.createOscillator();
      const volume = audio.createGain();
      oscillator.frequency.value = pitch;
      volume.gain.setValueAtTime(0.12, begin);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + toneSeconds);
      oscillator.connect(volume).connect(audio.destination);
      oscillator.start(begin);
      oscillator.stop(begin + toneSeconds);
    });
  } catch {
    audio = undefined;
  }
}
