// A phone that films for the computer: each picture is a request, whose answer says if more are wanted.
// (Not a socket: iOS does not open one to a server whose certificate it does not know.)

import { explainCamera, StayingCamera, Taker } from "./camera.js";

const MOST_IN_FLIGHT = 2;
const IDLE_MS = 700;  // between two pictures while nobody practises
const PATIENCE_MS = 5000;  // an answer takes milliseconds; a Wi-Fi that stalls gives none, and no error either
const NO_ANSWER = "The computer does not answer: is it in the same Wi-Fi, and posecheck still running?";
const video = document.querySelector("video");
const words = document.querySelector(".phone-text");
const start = document.querySelector(".start");
const page = crypto.randomUUID();  // its clock begins when it is loaded
const limit = () => AbortSignal.timeout?.(PATIENCE_MS);  // an old phone has none
let inFlight = 0, wanted = false, last = 0, taker = null, camera = null, lock = null;

start.addEventListener("click", async () => {
  start.disabled = true;  // a second tap is none
  await begin();
  start.disabled = false;
});

async function begin() {
  const code = location.hash.slice(1);
  if (code) {
    const answer = await fetch("/enter", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }),
      signal: limit(),
    }).catch(() => null);
    if (!answer?.ok) {
      words.textContent = (await answer?.json().catch(() => ({})))?.text ?? `${NO_ANSWER} Then touch the button again.`;
      return;
    }
    history.replaceState(null, "", "/");
  }
  await film();
}

async function film() {
  camera = new StayingCamera(video, (text) => { words.textContent = text; });
  try {
    await camera.open("");
  } catch (error) {
    camera.close();
    words.textContent = explainCamera(error);
    return;
  }
  start.hidden = true;
  stayAwake();
  taker = new Taker(video, mayTake, send);
  words.textContent = "Connected. Start the practice on the computer.";
}

function mayTake() {
  return inFlight < MOST_IN_FLIGHT && (wanted || performance.now() - last > IDLE_MS);
}

async function send(jpeg, takenMs) {
  if (!mayTake()) return;
  inFlight += 1;
  last = performance.now();
  try {
    const answer = await fetch("/picture", {
      method: "POST", body: jpeg,
      headers: { "Content-Type": "image/jpeg", "X-Taken-S": String(takenMs / 1000), "X-Page": page },
      signal: limit(),
    });
    if (answer.status === 403) stop("Another phone was let in, or posecheck was started anew: scan the code again.");
    else {
      if (!answer.ok) throw new Error(answer.status);
      ({ wanted } = await answer.json());
      if (taker) words.textContent = wanted ? "Filming." : "Connected. Start the practice on the computer.";
    }
  } catch {
    wanted = false;
    if (taker) words.textContent = `${NO_ANSWER} It is tried again and again.`;
  }
  inFlight -= 1;
}

async function stayAwake() {
  lock = await navigator.wakeLock?.request("screen").catch(() => null);
}

// What is not taken is not filmed.
function stop(why) {
  lock?.release();
  taker?.stop();
  camera.close();
  taker = null;
  wanted = false;
  words.textContent = why;
  start.hidden = false;
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && taker) stayAwake();
});
