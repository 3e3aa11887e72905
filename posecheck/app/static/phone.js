// A phone that films for the computer: each picture is a request, whose answer says if more are wanted.
// (Not a socket: iOS does not open one to a server whose certificate it does not know.)

import { explainCamera, StayingCamera, Taker } from "./camera.js";

const MOST_IN_FLIGHT = 2;
const IDLE_MS = 700;  // between two pictures while nobody practises
const video = document.querySelector("video");
const words = document.querySelector(".phone-text");
const start = document.querySelector(".start");
const page = crypto.randomUUID();  // its clock begins when it is loaded
let inFlight = 0, wanted = false, last = 0, taker = null;

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
    }).catch(() => null);
    if (!answer?.ok) {
      words.textContent = (await answer?.json().catch(() => ({})))?.text ?? "The computer does not answer.";
      return;
    }
    history.replaceState(null, "", "/");
  }
  await film();
}

async function film() {
  const camera = new StayingCamera(video, (text) => { words.textContent = text; });
  try {
    await camera.open("");
  } catch (error) {
    camera.close();
    words.textContent = explainCamera(error);
    return;
  }
  start.hidden = true;
  navigator.wakeLock?.request("screen").catch(() => {});
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
    });
    if (answer.status === 403) throw new Error("Another phone was let in, or posecheck was started anew: scan the code again.");
    ({ wanted } = await answer.json());
    words.textContent = wanted ? "Filming." : "Connected. Start the practice on the computer.";
  } catch (error) {
    wanted = false;
    words.textContent = error.message.startsWith("Another") ? error.message : "The computer does not answer: is it in the same Wi-Fi, and posecheck still running?";
  }
  inFlight -= 1;
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && taker) navigator.wakeLock?.request("screen").catch(() => {});
});
