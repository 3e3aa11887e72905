// One live session on this page: pictures to the server, what it answers onto the screen.

import { explainCamera, StayingCamera, Taker } from "./camera.js";
import { drawLines } from "./drawing.js";
import { Notice } from "./notice.js";
import { Panel } from "./panel.js";
import { beSilent, findVoice, say, wakeSound } from "./speech.js";

const SOON_MS = 80;            // a fresh picture is taken so long before the server is ready for it
const LONGEST_MS = 1000;       // without a word of the server one is taken all the same
const RETRY_MS = [300, 700, 1500, 3000, 3000, 5000];
const KEPT_MEASURES = 400;
const WITHIN = Symbol("a question within the practice");
const KEYS = { " ": "pause", n: "next", b: "back", s: "skip_side", d: "danger", h: "help", q: "end", f: "screen" };

const live = document.getElementById("live");
const find = (name) => live.querySelector(`.live-${name}`);
const video = live.querySelector("video");
const panel = new Panel(live);
const notice = new Notice(live);

let session = null;
let starts = false;  // a second click, while the voice is looked for, is none

// Must be called from a click, where it may have sound and the whole screen.
export async function startLive(wish) {
  if (starts) return;
  starts = true;
  wakeSound();
  document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
  const voice = await findVoice();
  open({ ...wish, camera: document.body.dataset.camera, page_speaks: Boolean(voice) });
}

// Shows the session that runs already: the page was loaded again, or it runs in another tab.
export async function joinLive() {
  await findVoice();
  const isHeard = await wakeSound();
  open(null);
  if (!isHeard && document.body.dataset.sound !== "off") session.mute();
}

function open(wish) {
  session?.close();
  session = new Live(wish);
}

function tabName() {
  let name = sessionStorage.getItem("tab");
  if (!name) {
    name = crypto.randomUUID();
    sessionStorage.setItem("tab", name);
  }
  return name;
}

class Live {
  constructor(wish) {
    this.wish = wish;          // what is to begin; null once it runs
    this.tries = 0;
    this.measures = 0;
    this.credit = 2;
    this.freshAt = this.askedAt = this.tookAt = this.step = 0;
    this.over = this.muted = false;
    this.question = null;
    live.hidden = false;
    live.dataset.state = "opens";
    document.body.classList.add("is-live");
    for (const other of document.body.children) other.inert = other !== live;
    live.focus({ preventScroll: true });
    this.off = new AbortController();
    const { signal } = this.off;
    for (const touch of ["pointerup", "keydown"]) {  // a touch counts when it ends
      document.addEventListener(touch, () => this.unmute(), { signal });
    }
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    document.addEventListener("visibilitychange", () => this.stayAwake(), { signal });
    for (const button of live.querySelectorAll("[data-key]")) {
      button.addEventListener("click", (event) => {
        if (event.pointerType === "mouse") live.focus({ preventScroll: true });  // Space is a key again
        this.do(button.dataset.key);
      }, { signal });
    }
    for (const button of live.querySelectorAll("[data-answer]")) {
      button.addEventListener("click", () => this.answer(button.dataset.answer), { signal });
    }
    this.listenToDrags(signal);
    const asks = wish?.camera === "page";
    notice.show("One moment", asks ? ["If your browser asks: allow the camera for this page."] : []);
    this.begin();
  }

  async begin() {
    this.stayAwake();
    if (this.wish?.camera === "page" && !(await this.openCamera())) return;
    if (!this.over) this.connect();
  }

  async openCamera() {
    if (this.camera) return true;
    const camera = this.camera = new StayingCamera(video);
    const trouble = await camera.open(document.body.dataset.device).catch(explainCamera);
    if (camera.closed) return false;
    if (trouble) {
      const wasRunning = !this.wish;
      this.fail(trouble, () => this.tryAgain(wasRunning), () => {
        if (wasRunning && this.tell({ kind: "end" })) notice.hide();  // it may ask, and says how it ended
        else this.leave();
      });
      return false;
    }
    this.taker = new Taker(
      video, () => this.mayTake(), (jpeg, ms) => this.send(jpeg, ms),
      () => { this.credit = Math.max(0, this.credit - 1); this.tookAt = performance.now(); },
    );
    return true;
  }

  // --- the socket

  connect() {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/live`);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify({ kind: "hello", tab: tabName() }));
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.hear(JSON.parse(data));
      else this.showRemote(data);
    };
    socket.onclose = () => {
      if (!this.over && this.socket === socket) this.retry();
    };
  }

  retry() {
    const wait = RETRY_MS[this.tries];
    this.tries += 1;
    if (wait === undefined) {
      this.fail("posecheck has ended. What you held is kept. Start it again with: posecheck app");
      return;
    }
    panel.show({ banner: { text: "Connecting again", tone: "unseen" } });
    setTimeout(() => { if (!this.over) this.connect(); }, wait);
  }

  // Whether it was sent.
  tell(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  // For each picture that the server looks at two are taken: one at once, so that it never waits, and
  // a fresh one shortly before it is ready for the next. More would be in vain.
  mayTake() {
    const now = performance.now();
    const may = this.credit > 1 || now >= (this.credit ? this.freshAt : this.tookAt + LONGEST_MS);
    return this.runs && may && this.socket?.readyState === WebSocket.OPEN;
  }

  wantMore() {
    const now = performance.now();
    this.step = 0.8 * this.step + 0.2 * Math.min(now - this.askedAt, LONGEST_MS);
    this.askedAt = now;
    this.freshAt = now + Math.max(0, this.step - SOON_MS);
    this.credit = 2;
  }

  send(jpeg, takenMs) {
    if (!this.runs || this.socket?.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(8 + jpeg.byteLength);
    new DataView(message.buffer).setFloat64(0, takenMs / 1000);
    message.set(new Uint8Array(jpeg), 8);
    this.socket.send(message);
  }

  hear(message) {
    switch (message.kind) {
      case "more": this.wantMore(); break;
      case "shown": this.show(message); break;
      case "ready": this.ready(message); break;
      case "running": this.running(message.wish); break;
      case "busy": this.busy("A session is shown in another tab."); break;
      case "taken": this.taken(); break;
      case "say": say(message, (number, what) => this.speak(number, what)); break;
      case "be_silent": beSilent(); break;
      case "question": this.ask(message); break;
      case "ended": this.end(message); break;
    }
  }

  // Nothing runs. The server tells how the last session ended, if no page has shown that yet.
  ready({ ended }) {
    this.tries = 0;
    if (this.wish) this.tell({ kind: "start", wish: this.wish });
    else this.end(ended ?? { title: "Ended", lines: ["The session has ended. What was done is in the history."] });
  }

  taken() {
    beSilent();
    this.busy("The session is shown in another tab now.");
  }

  // --- the sound

  speak(number, what) {
    if (what === "muted") this.mute(number);
    else this.tell({ kind: "spoken", number, what });
  }

  // The browser keeps this page silent: it was loaded again, and not touched since.
  mute(number = 0) {
    this.muted = true;
    find("mute").hidden = false;
    this.tell({ kind: "spoken", number, what: "muted" });
  }

  unmute() {
    if (!this.muted) return;
    this.muted = false;
    find("mute").hidden = true;
    wakeSound();
    this.tell({ kind: "spoken", what: "unmuted" });
  }

  async running(wish) {
    this.tries = 0;
    this.wish = null;
    this.kind = wish.kind;
    live.dataset.state = "runs";
    live.dataset.kind = wish.kind;
    const isOwn = wish.camera === "page";
    video.hidden = !isOwn;
    find("remote").hidden = isOwn;
    notice.hide();
    if (this.muted) this.mute();
    this.runs = true;
    this.askWithin(false);  // what was answered on another connection may not have arrived
    if (this.owesDanger) this.do("danger");
    this.stayAwake();
    if (isOwn) await this.openCamera();
  }

  // --- what is shown

  show(shown) {
    this.newest = shown;
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      const now = this.newest;
      panel.show(now);
      drawLines(find("lines"), now.lines);
      live.dataset.stage = now.stage ?? "";
      this.askWithin(now.stage === "question" && !now.waits && !now.helps);
      if (this.leadsToAnswers && now.page) this.leadToAnswers();
      if (now.hold) live.dataset.held = now.hold.held_s;
      if (now.hold) live.dataset.phase = now.hold.phase;
      if (now.taken_ms !== undefined) this.measure(now.taken_ms);
    });
  }

  // From the moment the picture was taken to the moment its lines are drawn.
  measure(takenMs) {
    this.measures += 1;
    if (this.measures % KEPT_MEASURES === 0) performance.clearMeasures("overlay");
    performance.measure("overlay", { start: takenMs, end: performance.now() });
  }

  async showRemote(data) {
    const image = await createImageBitmap(new Blob([data], { type: "image/jpeg" })).catch(() => null);
    if (!image) return;
    const canvas = find("remote");
    if (canvas.width !== image.width || canvas.height !== image.height) {
      canvas.width = image.width;
      canvas.height = image.height;
    }
    canvas.getContext("2d").drawImage(image, 0, 0);
    image.close();
  }

  // --- questions, notices, the end

  ask({ name }) {
    this.offerAnswers(name);
    this.leadsToAnswers = true;
  }

  // Whether there was a danger sign. It is answered once, by the keys for yes and no, and cannot be skipped.
  askWithin(isAsked) {
    if (isAsked === Boolean(this.askedWithin)) return;
    this.askedWithin = isAsked;
    this.offerAnswers(isAsked ? WITHIN : null);
    panel.fit();
  }

  // The focus goes before the buttons, not onto one: there a stray Space would answer.
  leadToAnswers() {
    this.leadsToAnswers = false;
    find("answers").focus({ preventScroll: true });
  }

  offerAnswers(question) {
    this.question = question;
    find("answers").hidden = !question;
    find("answers").querySelector("[data-answer=skip]").hidden = question === WITHIN;
  }

  answer(word) {
    const { question } = this;
    if (!question) return;
    const isTold = question === WITHIN ? this.do(word === "yes" ? "danger" : "no")
      : this.tell({ kind: "answer", question, answer: { yes: true, no: false, skip: null }[word] });
    if (isTold) this.offerAnswers(null);  // else it stands until the server hears again
  }

  busy(text) {
    this.runs = false;
    this.stopCamera();
    notice.show(text, [], [
      ["Show it here", () => { this.tell({ kind: "take_over" }); }, true],
      ["Close", () => this.putAway()],
    ]);
  }

  fail(text, again = null, close = () => this.leave()) {
    this.runs = false;
    this.stopCamera();
    const buttons = [["Close", close, !again]];
    if (again) buttons.unshift(["Try again", again, true]);
    notice.show("It does not go on", [], buttons, text);
  }

  // The camera, once more: it was not allowed, or in use.
  async tryAgain(wasRunning) {
    notice.show("One moment", ["If your browser asks: allow the camera for this page."]);
    if (!wasRunning) return this.begin();
    if (!(await this.openCamera())) return;
    this.runs = true;
    notice.hide();
  }

  end({ title, lines = [], trouble = "" }) {
    this.over = true;
    this.runs = false;
    this.socket?.close();
    this.stopCamera();
    if (this.kind === "look" && !trouble) return this.leave();
    live.dataset.state = "ended";
    notice.show(title || "Ended", lines, [
      ["Close", () => this.leave(), true],
      ["History", () => { location.href = "/history"; }],
    ], trouble);
  }

  // --- keys, touches, drags

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.repeat) {  // it is held
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    const key = event.key.toLowerCase();
    if (this.question && (key === "y" || key === "n")) {
      this.answer(key === "y" ? "yes" : "no");
      event.preventDefault();
      return;
    }
    const onButton = event.target.closest?.("button");
    if (key === " " && onButton) return;  // it presses that button
    if (KEYS[key]) {
      this.do(KEYS[key]);
      event.preventDefault();
    }
  }

  // Whether the server was told.
  do(what) {
    if (what === "screen") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => {});
    } else if (what === "end") {
      if (this.runs && this.socket?.readyState === WebSocket.OPEN) this.tell({ kind: "end" });
      else this.leave();
    } else if (this.runs) {
      const isTold = this.tell({ kind: "key", key: what });
      if (what === "danger") this.owesDanger = !isTold;  // it is told as soon as the server hears again
      return isTold;
    }
    return false;
  }

  // A drag along the roller marks it, as in the window.
  listenToDrags(signal) {
    const picture = find("picture");
    let from = null;
    picture.addEventListener("pointerdown", (event) => { from = this.placeOf(event); }, { signal });
    picture.addEventListener("pointerup", (event) => {
      const to = this.placeOf(event);
      if (from && to && Math.hypot(to[0] - from[0], to[1] - from[1]) > 5) {
        this.tell({ kind: "roller", ends: [...from, ...to] });
      }
      from = null;
    }, { signal });
  }

  placeOf(event) {
    const size = this.newest?.lines?.size;
    if (!size) return null;
    const box = find("lines").getBoundingClientRect();
    const scale = Math.min(box.width / size[0], box.height / size[1]);
    let x = (event.clientX - box.left - (box.width - size[0] * scale) / 2) / scale;
    const y = (event.clientY - box.top - (box.height - size[1] * scale) / 2) / scale;
    if (document.body.dataset.mirror) x = size[0] - 1 - x;
    return x >= 0 && y >= 0 && x < size[0] && y < size[1] ? [x, y] : null;
  }

  // --- the screen, and leaving

  async stayAwake() {
    if (document.visibilityState !== "visible" || this.over) return;
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (this.over) lock?.release();
    else {
      this.lock?.release();  // each is held until it is released
      this.lock = lock;
    }
  }

  // What is not shown here is not filmed here.
  stopCamera() {
    this.taker?.stop();
    this.camera?.close();
    this.taker = this.camera = null;
    this.lock?.release();
  }

  close() {
    this.over = true;
    this.off.abort();
    this.socket?.close();
    this.stopCamera();
    beSilent();
  }

  leave() {
    this.close();
    leaveFullScreen();
    location.reload();
  }

  // The session goes on in another tab; loaded again, this page would only show it again.
  putAway() {
    this.close();
    leaveFullScreen();
    live.hidden = true;
    document.body.classList.remove("is-live");
    for (const other of document.body.children) other.inert = false;
    session = null;
    starts = false;
  }
}

function leaveFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
}
