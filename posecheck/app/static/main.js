// What the pages do; each page has few things, found by their data attributes.

import { joinLive, startLive } from "./live.js";
import { showInUnits } from "./units.js";

const NO_ANSWER = "posecheck does not answer: is it still running?";
const body = document.body;

export async function ask(path, message, method = "POST") {
  const answer = await fetch(path, {
    method,
    headers: message === undefined ? {} : { "Content-Type": "application/json" },
    body: message === undefined ? undefined : JSON.stringify(message),
  }).catch((error) => {
    throw error instanceof TypeError ? new Error(NO_ANSWER) : error;  // fetch's word for no connection
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.text || NO_ANSWER);
  return told;
}

export function toast(text) {
  const place = document.querySelector(".toast");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.hidden = true; }, 5000);
}

function goBy(all) {
  Object.assign(body.dataset, {
    camera: all.camera, device: all.device, mirror: all.mirror ? "yes" : "",
    units: all.units, sound: all.sound, rate: all.rate,
  });
  document.documentElement.dataset.look = all.look;
}

// What is chosen in one tab holds in the others: a session that begins there is in front of that camera.
const otherTabs = new BroadcastChannel("choices");
otherTabs.addEventListener("message", ({ data }) => {
  goBy(data);
  body.dispatchEvent(new Event("other-choice"));
});

// Whether it is in force now; else what was chosen before still is.
export async function choose(settings) {
  try {
    const { trouble, ...all } = await ask("/api/settings", settings);
    goBy(all);
    otherTabs.postMessage(all);
    if (trouble) toast(trouble);
    return true;
  } catch (error) {
    toast(`${error.message} Nothing was changed.`);
    return false;
  }
}

for (const button of document.querySelectorAll("[data-start]")) {
  button.addEventListener("click", () => startLive(wishOf(button)));
}

function wishOf(button) {
  const wish = JSON.parse(button.dataset.start);
  const options = document.querySelector("[data-practise]");
  if (wish.kind === "practice" && options) {
    const holds = options.hold.value && "takesHold" in button.dataset;
    if (holds) wish.hold_s = Number(options.hold.value);
    wish.checklist = options.checklist.checked;
  }
  if (wish.kind === "selftest") {
    wish.sides = document.querySelector("[name=legs]:checked").value.split(",");
  }
  if (wish.kind === "look") wish.what = document.querySelector("[name=look]").value;
  return wish;
}

function answerWith(button, path, answer) {
  button.addEventListener("click", async () => {
    const card = button.closest("[data-session]");
    try {
      await ask(path, { session: Number(card.dataset.session), ...answer });
      location.reload();  // the proposal may be another one now
    } catch (error) {
      toast(error.message);
    }
  });
}

for (const button of document.querySelectorAll("[data-sore]")) {
  answerWith(button, "/api/soreness", { soreness: button.dataset.sore });
}

for (const button of document.querySelectorAll("[data-danger-sign]")) {
  answerWith(button, "/api/danger", { was_danger: button.dataset.dangerSign === "yes" });
}

for (const button of document.querySelectorAll("[data-forget-all]")) {
  button.addEventListener("click", async () => {
    if (!confirm("Forget the whole history, with all notes, for good?")) return;
    try {
      const { deleted } = await ask("/api/forget", { day: "all" });
      toast(`Forgotten: ${deleted} ${deleted === 1 ? "entry" : "entries"}.`);
      if (body.dataset.page === "/history") location.reload();
    } catch (error) {
      toast(error.message);
    }
  });
}

// The server makes a phone the camera when it begins to film; this page says so.
if (body.dataset.phone) {
  setInterval(async () => {
    const { camera } = await ask("/api/phone", undefined, "GET").catch(() => ({}));
    if (!camera || camera === body.dataset.camera) return;
    body.dataset.camera = camera;
    if (camera === "phone") toast("The phone films: it is the camera now.");
    body.dispatchEvent(new Event("other-camera"));
  }, 2000);
}

showInUnits(document.querySelector("main"));
if (body.dataset.running) joinLive();
