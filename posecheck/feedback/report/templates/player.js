// Connects the video with the timeline and the curves: where one is clicked, the video goes there;
// as it plays, a line moves through all of them. Without it the page shows the same, standing still.
"use strict";
(() => {
  const STEP_S = 1, LONG_STEP_S = 5;
  const video = document.querySelector("video");
  const ruler = document.querySelector("[role=slider]");
  const heads = document.querySelectorAll(".playhead");
  const duration = Number(video.dataset.duration);

  const clock = (time) => {
    const whole = Math.floor(time + 1e-6);
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
  };

  const show = (time) => {
    const place = `${(100 * Math.min(time / duration, 1)).toFixed(3)}%`;
    for (const head of heads) {
      head.setAttribute("x1", place);
      head.setAttribute("x2", place);
    }
    ruler.setAttribute("aria-valuenow", time.toFixed(2));
    ruler.setAttribute("aria-valuetext", clock(time));
  };

  const seek = (time) => {
    const wanted = Math.max(0, Math.min(time, duration));
    video.currentTime = wanted;
    show(wanted);
  };

  const follow = () => {
    show(video.currentTime);
    if (!video.paused && !video.ended) requestAnimationFrame(follow);
  };
  video.addEventListener("play", follow);
  video.addEventListener("seeking", () => show(video.currentTime));
  video.addEventListener("timeupdate", () => show(video.currentTime));
  video.addEventListener("error", () => {
    video.hidden = true;
    document.querySelector(".missing").hidden = false;
  });

  for (const area of document.querySelectorAll("[data-seek-area]")) {
    const seekTo = (event) => {
      const box = area.getBoundingClientRect();
      seek((duration * (event.clientX - box.left)) / box.width);
    };
    area.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      seekTo(event);
      ruler.focus({ preventScroll: true });
      event.preventDefault();
      if (event.pointerType === "mouse") area.setPointerCapture(event.pointerId);
    });
    area.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && event.buttons === 1) seekTo(event);
    });
  }

  ruler.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? LONG_STEP_S : STEP_S;
    const moves = {
      ArrowRight: () => seek(video.currentTime + step),
      ArrowUp: () => seek(video.currentTime + step),
      ArrowLeft: () => seek(video.currentTime - step),
      ArrowDown: () => seek(video.currentTime - step),
      PageUp: () => seek(video.currentTime + LONG_STEP_S),
      PageDown: () => seek(video.currentTime - LONG_STEP_S),
      Home: () => seek(0),
      End: () => seek(duration),
      " ": () => (video.paused ? video.play() : video.pause()),
    };
    if (moves[event.key]) {
      moves[event.key]();
      event.preventDefault();
    }
  });

  for (const button of document.querySelectorAll("[data-seek]")) {
    button.addEventListener("click", () => {
      seek(Number(button.dataset.seek));
      document.getElementById("video").scrollIntoView({ block: "start" });
    });
  }
})();
