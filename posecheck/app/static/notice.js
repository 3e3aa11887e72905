// A notice over the session: what happened, and what can be done now.

import { inUnits } from "./units.js";

export class Notice {
  constructor(live) {
    this.live = live;
    this.place = live.querySelector(".live-notice");
  }

  // `buttons`: text, what it does, whether it is the main one.
  show(title, lines = [], buttons = [], trouble = "") {
    const { place } = this;
    place.hidden = false;
    this.holdBack(true);
    place.querySelector("h2").textContent = title;
    place.querySelector("ul").replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = inUnits(line);
      return item;
    }));
    place.querySelector(".live-trouble").textContent = trouble;
    const made = buttons.map(([text, action, isMain]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      if (isMain) button.className = "main";
      button.addEventListener("click", action);
      return button;
    });
    place.querySelector(".live-buttons").replaceChildren(...made);
    (made[0] ?? place).focus({ preventScroll: true });
  }

  hide() {
    this.place.hidden = true;
    this.holdBack(false);
    this.live.focus({ preventScroll: true });
  }

  // While a notice stands over the session, nothing else of it can be reached.
  holdBack(on) {
    for (const part of this.live.children) part.inert = on && part !== this.place;
  }
}
