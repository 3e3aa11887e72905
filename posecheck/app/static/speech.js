// What is heard: sentences by a voice of this machine, tones, or sounds that the server made.

let audio = null;
let voice = null;

// Must be called from a click or a key: browsers keep pages silent before.
export function wakeSound() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
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

// The notes of sounds.toml as the program's own player makes them; returns how long they take.
export function playNotes(notes, softerDb = 0) {
  if (!audio) return 0;
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
      gain.connect(audio.destination);
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

let sounding = null;

async function playWav(base64) {
  if (!audio) return;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const sound = await audio.decodeAudioData(bytes.buffer);
  sounding = audio.createBufferSource();
  sounding.buffer = sound;
  sounding.connect(audio.destination);
  sounding.start();
}

export function beSilent() {
  window.speechSynthesis?.cancel();
  try { sounding?.stop(); } catch { /* it has ended already */ }
  sounding = null;
}

// Says what the server asks for; `tell(number, what)` answers when it ended or failed.
export function say(message, tell) {
  if (message.wav) {
    playWav(message.wav).catch(() => tell(message.number, "failed"));
    return;
  }
  const seconds = message.notes ? playNotes(message.notes, message.softer_db) : 0;
  if (!message.text) return;
  const speak = () => {
    if (!voice) return tell(message.number, "failed");
    const sentence = new SpeechSynthesisUtterance(message.text);
    sentence.voice = voice;
    sentence.lang = voice.lang;
    sentence.rate = message.rate ?? 1;
    sentence.onend = () => tell(message.number, "ended");
    sentence.onerror = (event) => {
      if (event.error !== "canceled" && event.error !== "interrupted") tell(message.number, "failed");
    };
    speechSynthesis.speak(sentence);
  };
  if (seconds) setTimeout(speak, 1000 * seconds + 150);
  else speak();
}
