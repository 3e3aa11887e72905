// The browser's own camera: shown at once, opened again when it has gone, its pictures handed on as JPEG.

// Largest picture that is handed on, in pixels: the measuring gains little from more.
const MOST_PIXELS = 640 * 480;
const QUALITY = 0.8;
const PAUSE_MS = 1000;  // before a camera that has gone is looked for again

// Shows a camera in a video; null where, by then, it is not wanted any more: a person may take long to allow it.
export async function openCamera(video, device, isWanted = () => true) {
  const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  if (device) wanted.deviceId = { exact: device };
  else wanted.facingMode = "environment";
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    if (!device || error.name !== "OverconstrainedError") throw error;
    delete wanted.deviceId;  // that camera is gone: take any
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  }
  if (!isWanted()) {
    stop(stream);
    return null;
  }
  closeCamera(video);
  video.srcObject = stream;
  await video.play().catch(() => {});
  return stream;
}

export function closeCamera(video) {
  stop(video.srcObject);
  video.srcObject = null;
}

function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

export function explainCamera(error) {
  if (!navigator.mediaDevices) return "This page may not use a camera: open it by its link on this machine.";
  if (error.name === "NotAllowedError") return "The browser does not allow the camera: allow it for this page, at the left of the address.";
  if (error.name === "NotFoundError") return "There is no camera: plug one in, or use a phone.";
  if (error.name === "NotReadableError") return "The camera is in use by another program: close that.";
  return `The camera cannot be opened: ${error.message}`;
}

// A camera that stays: one that is unplugged, or taken away, is opened again as soon as it is back. Another
// camera does not take its place: it would stand elsewhere. `explain(text)` says why it cannot be opened.
export class StayingCamera {
  constructor(video, explain = () => {}) {
    this.video = video;
    this.explain = explain;
    this.closed = false;
    this.off = new AbortController();
    const { signal } = this.off;
    const look = () => this.look();
    navigator.mediaDevices?.addEventListener("devicechange", look, { signal });
    document.addEventListener("visibilitychange", look, { signal });
  }

  // Throws where it cannot be opened.
  async open(device) {
    const stream = await openCamera(this.video, device, () => !this.closed);
    if (this.closed) return;
    [this.track] = stream.getVideoTracks();
    this.track.addEventListener("ended", () => this.look(), { signal: this.off.signal });
  }

  look() {
    if (document.visibilityState !== "visible" || !this.track) return;
    if (this.track.readyState === "ended") this.bringBack(this.track.label, this.track.getSettings().deviceId);
    else if (this.video.paused) this.video.play().catch(() => {});  // a phone has paused it
  }

  async bringBack(label, id) {
    this.track = null;
    closeCamera(this.video);
    this.explain("The camera has gone: another program may use it, or it is not connected. It is looked for.");
    while (!this.closed && !this.track) {
      await new Promise((done) => setTimeout(done, PAUSE_MS));
      const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
      const same = devices.find((each) => each.deviceId === id) ?? devices.find((each) => each.label === label);
      if (!same || this.closed) continue;
      try {
        await this.open(same.deviceId);
      } catch (error) {
        this.explain(explainCamera(error));
        if (error.name === "NotAllowedError") return;  // so the person wants it
      }
    }
  }

  close() {
    this.closed = true;
    this.off.abort();
    closeCamera(this.video);
  }
}

// Calls `give(jpeg, takenMs)` for pictures of a video, where `mayTake()` says so; `taking()` as each is taken.
export class Taker {
  constructor(video, mayTake, give, taking = () => {}) {
    this.video = video;
    this.mayTake = mayTake;
    this.give = give;
    this.taking = taking;
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    this.stopped = false;
    this.next();
  }

  next() {
    if (this.stopped) return;
    if (this.video.requestVideoFrameCallback) {
      this.video.requestVideoFrameCallback((now, about) => this.take(about.captureTime ?? now));
    } else {
      setTimeout(() => this.take(performance.now()), 33);
    }
  }

  take(takenMs) {
    this.next();
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.stopped || !width || !this.mayTake()) return;
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
    const size = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) {
      [this.canvas.width, this.canvas.height] = size;
    }
    this.taking();
    this.context.drawImage(this.video, 0, 0, ...size);
    this.canvas.toBlob(async (blob) => {
      if (blob && !this.stopped) this.give(await blob.arrayBuffer(), takenMs);
    }, "image/jpeg", QUALITY);
  }

  stop() {
    this.stopped = true;
  }
}
