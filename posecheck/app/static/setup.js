// Cameras, sound and the other choices: on the page Set-up, and in the three steps of the first start.

import { closeCamera, explainCamera, openCamera } from "./camera.js";
import { ask, choose, toast } from "./main.js";
import { findVoice, playNotes, say, wakeSound } from "./speech.js";

const SENTENCE = "Lower your knee outward, slowly, until you feel deep pressure.";
const START = [[523, 0.12], [784, 0.25]];
const body = document.body;
const preview = document.querySelector(".preview video");
const words = document.querySelector(".preview-text");
const cameras = document.querySelector("[data-cameras]");

const chosenCamera = () => (body.dataset.camera === "page" ? `page:${body.dataset.device}` : body.dataset.camera);

// A control whose value was not taken shows again what is in force.
async function keep(settings) {
  const isTaken = await choose(settings);
  if (!isTaken) showChosen();
  return isTaken;
}

function showChosen() {
  const { sound, rate: words, mirror, units } = body.dataset;
  cameras.value = chosenCamera();
  for (const input of document.querySelectorAll("[name=sound]")) input.checked = input.value === sound;
  if (rate) rate.value = rate.nextElementSibling.value = words;
  const set = (name, key, value) => {
    const control = document.querySelector(`[name=${name}]`);
    if (control) control[key] = value;
  };
  set("mirror", "checked", Boolean(mirror));
  set("units", "value", units);
  set("look_of_pages", "value", document.documentElement.dataset.look);
}

async function listCameras() {
  const chosen = chosenCamera();
  const options = [["page:", "The browser's own choice"]];
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  for (const { kind, deviceId, label } of devices) {
    if (kind === "videoinput" && deviceId) options.push([`page:${deviceId}`, label || "A camera"]);
  }
  const ours = await ask("/api/cameras", undefined, "GET").catch(() => []);
  for (const { camera, name } of ours) options.push([camera, `${name}, read by posecheck itself`]);
  if (body.dataset.phone) options.push(["phone", "The phone"]);
  if (!options.some(([value]) => value === chosen)) options.push([chosen, "The one that was chosen, not found now"]);
  cameras.replaceChildren(...options.map(([value, text]) => new Option(text, value, false, value === chosen)));
}

let asked = 0;  // only the camera that was asked for last is shown

async function showPicture() {
  const mine = asked += 1;
  closeCamera(preview);
  preview.hidden = false;
  if (body.dataset.camera !== "page") {
    words.textContent = body.dataset.camera === "phone"
      ? "The phone's picture is shown in the practice." : "This camera's picture is shown in the practice.";
    return;
  }
  try {
    if (!(await openCamera(preview, body.dataset.device, () => mine === asked))) return;
    words.textContent = "";
    done("camera");
    listCameras();  // names are known only now
  } catch (error) {
    if (mine === asked) words.textContent = explainCamera(error);
  }
}

function done(step) {
  document.querySelector(`[data-step="${step}"]`)?.classList.add("is-done");
}

cameras.addEventListener("change", async () => {
  const [kind, ...rest] = cameras.value.split(":");
  const isTaken = await keep(kind === "page" ? { camera: "page", device: rest.join(":") } : { camera: cameras.value });
  if (!isTaken) return;
  if (preview.srcObject || body.dataset.camera !== "page") showPicture();
});
document.querySelector("[data-open-camera]").addEventListener("click", showPicture);
listCameras();
body.addEventListener("other-camera", listCameras);
body.addEventListener("other-choice", () => {
  showChosen();
  listCameras();
});

const found = document.querySelector("[data-sound-found]");
document.querySelector("[data-try-sound]").addEventListener("click", async () => {
  await wakeSound();
  done("sound");
  const voice = await findVoice();
  const rate = Number(body.dataset.rate) / 160;
  if (body.dataset.sound === "off") found.textContent = "The sound is off.";
  else if (voice && body.dataset.sound === "voice") {
    found.textContent = `Spoken by ${voice.name}, on this machine.`;
    say({ number: 0, text: SENTENCE, notes: START, rate }, () => {});
  } else {
    playNotes(START);
    found.textContent = body.dataset.sound === "tones" ? "" : "This browser has no voice of its own: posecheck's is used in the practice, if this machine has one, else tones and colours.";
  }
});

for (const input of document.querySelectorAll("[name=sound]")) {
  input.addEventListener("change", () => keep({ sound: input.value }));
}
const rate = document.querySelector("[name=rate]");
rate?.addEventListener("input", () => { rate.nextElementSibling.value = rate.value; });
rate?.addEventListener("change", () => keep({ rate: Number(rate.value) }));
document.querySelector("[name=mirror]")?.addEventListener("change", (event) => keep({ mirror: event.target.checked }));
document.querySelector("[name=units]")?.addEventListener("change", (event) => keep({ units: event.target.value }));
document.querySelector("[name=look_of_pages]")?.addEventListener("change", (event) => keep({ look: event.target.value }));
document.querySelector("[data-ready]")?.addEventListener("click", async () => {
  if (await keep({ ready: true })) location.href = "/";
});
document.querySelector("[data-delete-recordings]")?.addEventListener("click", async () => {
  if (!confirm("Delete all recordings' reports and videos?")) return;
  await ask("/api/recordings", undefined, "DELETE").then(() => toast("They are deleted."), (error) => toast(error.message));
});

const phone = document.querySelector(".phone-state");
if (phone) {
  const code = document.querySelector(".phone-code img");
  const look = async () => {
    let told;
    try {
      told = await ask("/api/phone", undefined, "GET");
    } catch (error) {
      phone.textContent = error.message;
      return;
    }
    const { connected, link } = told;
    phone.textContent = connected ? "The phone films." : link ? "Waiting for the phone." : "The code was used, or is too old: make a new one to let a phone in.";
    if (link === "") code.hidden = true;
  };
  setInterval(look, 1500);
  document.querySelector("[data-new-code]").addEventListener("click", async () => {
    try {
      await ask("/api/phone", {});
    } catch (error) {
      return toast(error.message);
    }
    code.src = `/phone.svg?${Date.now()}`;
    code.hidden = false;
    look();
  });
}
