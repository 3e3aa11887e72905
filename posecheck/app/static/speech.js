// What is heard: sentences by a voice of this machine, tones, or sounds that the server made.

import { inUnits } from "./units.js";

const WAKE_MS = 300;  // a browser that keeps the page silent does not answer at all

let audio = null;
let voice = null;
let out = null;       // all that sounds goes through it
let silences = 0;     // what was asked for before the last one must not begin any more
let waiting = null;   // the timer of a sentence that comes after its tone

// Whether the page is heard. Browsers keep a page silent until it is clicked, touched, or a key pressed.
export async function wakeSound() {
  audio ??= new AudioContext();
  if (audio.state !== "running") {  // suspended, or interrupted by a call
    await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, WAKE_MS))]);
  }
  return audio.state === "running";
}

function output() {
  if (!out) {
    out = audio.createGain();
    out.connect(audio.destination);
  }
  return out;
}

// A voice on this machine that speaks English. A voice elsewhere would send the sentences there.
export async function findVoice() {
  if (!window.speechSynthesis) return null;
  let voices = speechSynthesis.getVoices();
  if (!voices.length) {
    await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, 600);
    });
    voices = speechSynthesis.getVoices();
  }
  const here = voices.filter((v) => v.localService && /^en\b/i.test(v.lang));
  voice = here.find((v) => v.default) ?? here[0] ?? null;
  return voice;
}

const OVERTONES = [[1, 1.0], [2, 0.35], [3, 0.15]];

// The notes of sounds.toml as the program's own player makes them; returns how long they take. On a page that
// is kept silent they are left out: they would all sound at once when it is touched.
export function playNotes(notes, softerDb = 0) {
  if (audio?.state !== "running") return 0;
  let at = audio.currentTime + 0.02;
  const began = at;
  const loudness = 0.22 * 10 ** (-softerDb / 20);
  for (const [hertz, seconds] of notes) {
    if (hertz > 0) {
      const gain = audio.createGain();
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loudness, at + 0.008);
      gain.gain.setTargetAtTime(loudness * 0.14, at + 0.008, Math.max(seconds, 0.25) / 2);
      gain.gain.setTargetAtTime(0, at + seconds - 0.03, 0.01);
      gain.connect(output());
      for (const [factor, share] of OVERTONES) {
        const wave = audio.createOscillator();
        const part = audio.createGain();
        wave.frequency.value = hertz * factor;
        part.gain.value = share;
        wave.connect(part).connect(gain);
        wave.start(at);
        wave.stop(at + seconds + 0.05);
      }
    }
    at += seconds;
  }
  return at - began;
}

async function playWav({ wav, number }, tell) {
  if (audio?.state !== "running") return tell(number, "muted");
  const asked = silences;
  const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
  const buffer = await audio.decodeAudioData(bytes.buffer);
  if (asked !== silences) return;
  const sound = audio.createBufferSource();
  sound.buffer = buffer;
  sound.connect(output());
  sound.start();
}

// At once: also what waits for its tone to end, or to be decoded, is not heard any more.
export function beSilent() {
  silences += 1;
  clearTimeout(waiting);
  window.speechSynthesis?.cancel();
  out?.disconnect();
  out = null;
}

// Says what the server asks for; `tell(number, what)` answers when it ended, failed, or is kept silent.
export function say(message, tell) {
  if (message.wav) {
    playWav(message, tell).catch(() => tell(message.number, "failed"));
    return;
  }
  const seconds = message.notes ? playNotes(message.notes, message.softer_db) : 0;
  if (!message.text) return;
  const speak = () => {
    if (!voice) return tell(message.number, "failed");
    const sentence = new SpeechSynthesisUtterance(inUnits(message.text));
    sentence.voice = voice;
    sentence.lang = voice.lang;
    sentence.rate = message.rate ?? 1;
    sentence.onend = () => tell(message.number, "ended");
    sentence.onerror = (event) => {
      if (event.error === "canceled" || event.error === "interrupted") return;
      tell(message.number, event.error === "not-allowed" ? "muted" : "failed");
    };
    speechSynthesis.speak(sentence);
  };
  if (seconds) waiting = setTimeout(speak, 1000 * seconds + 150);
  else speak();
}
