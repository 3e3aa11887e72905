// The words, rings and bars beside the picture. Only what has changed is touched.

import { inUnits } from "./units.js";

const SVG = "http://www.w3.org/2000/svg";
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const MARK = /^[•!?✓\d] /u;
const LETTERS = [5.4, 5.0, 4.7, 4.4];  // of a page, in vh: as large as there is room for
const SMALLER = [4.0, 3.6, 3.2, 2.8];  // where a text would be cut: nobody on the floor can scroll

export class Panel {
  constructor(live) {
    this.live = live;
    this.find = (name) => live.querySelector(`.live-${name}`);
    this.known = {};
    addEventListener("resize", () => this.fit());
  }

  // Whether a part differs from what was shown last.
  changed(name, value) {
    const text = JSON.stringify(value ?? null);
    if (this.known[name] === text) return false;
    this.known[name] = text;
    return true;
  }

  show(shown) {
    this.showHeader(shown.header);
    this.showPage(shown.page);
    this.text("side", shown.side);
    this.text("step", shown.step);
    this.showBanner(shown);
    this.showRing(this.find("ring"), "ring", shown.ring ?? (shown.page ? null : shown.arm));
    this.showRing(this.find("arm"), "arm", shown.page ? shown.arm : null);
    this.showPacer(shown.pacer);
    this.words("numbers", [...(shown.numbers ?? []), ...(shown.results ?? [])]);
    this.words("checks", shown.checks);
    const rows = [...(shown.numbers ?? []), ...(shown.results ?? []), ...(shown.checks ?? [])].map(({ text, tone }) => [text.length, tone]);
    const around = [shown.header?.title, shown.banner?.text ?? shown.message, shown.ring?.label, !shown.ring, !shown.pacer];
    if (this.changed("room", [shown.side, shown.step, ...around, rows])) this.fit();
    const flash = this.find("flash");
    flash.style.opacity = shown.flash ? shown.flash[3] * 0.7 : 0;
    if (shown.flash) flash.style.backgroundColor = `rgb(${shown.flash.slice(0, 3).join(" ")})`;
  }

  text(name, text) {
    if (this.changed(name, text)) this.find(name).textContent = inUnits(text ?? "");
  }

  words(name, words = []) {
    if (!this.changed(name, words)) return;
    const place = this.find(name);
    while (place.children.length > words.length) place.lastChild.remove();
    while (place.children.length < words.length) place.append(document.createElement("li"));
    words.forEach(({ text, tone }, i) => {
      const item = place.children[i];
      if (item.className !== tone) item.className = tone;
      put(item, inUnits(text));
    });
  }

  showBanner({ banner, message, baseline }) {
    const shown = banner ?? (message ? { text: message, tone: "accent" } : null);
    if (!this.changed("banner", [shown, baseline])) return;
    const place = this.find("banner");
    place.className = `live-banner ${shown?.tone ?? ""}`;
    const text = inUnits(shown?.text ?? "");
    if (place.textContent !== text) place.textContent = text;
    const bar = place.querySelector(".live-bar");
    if (baseline === undefined) bar?.remove();
    else if (bar) bar.firstChild.setAttribute("width", `${100 * baseline}%`);
    else place.append(this.bar(baseline));
  }

  bar(share) {
    const bar = document.createElementNS(SVG, "svg");
    bar.setAttribute("class", "live-bar");
    bar.setAttribute("aria-hidden", "true");
    const filled = document.createElementNS(SVG, "rect");
    filled.setAttribute("width", `${100 * share}%`);
    filled.setAttribute("height", "100%");
    bar.append(filled);
    return bar;
  }

  showRing(place, name, ring) {
    if (!this.changed(name, ring)) return;
    place.toggleAttribute("hidden", !ring);
    if (name === "ring") {
      const label = this.find("ring-label");
      label.textContent = ring?.label ?? "";
      label.className = `live-ring-label ${ring?.label_tone ?? ""}`;
    }
    if (!ring) return;
    const filled = place.querySelector(".filled");
    filled.style.strokeDasharray = `${ring.filled_deg} 360`;
    filled.style.color = "";
    filled.setAttribute("class", `filled ${ring.tone}`);
    place.querySelector(".large").textContent = name === "arm" ? ring.label : ring.text;
    const small = place.querySelector(".small");
    if (small) small.textContent = ring.small_text ?? "";
    place.setAttribute("aria-label", `Progress: ${ring.text} ${ring.small_text ?? ""}`);
  }

  showPacer(pacer) {
    if (!this.changed("pacer", pacer)) return;
    const place = this.find("pacer");
    place.toggleAttribute("hidden", !pacer);
    if (!pacer) return;
    const full = pacer.small ? 30 : 52;
    place.querySelector(".edge").setAttribute("r", full);
    const fill = CALM.matches ? Math.round(pacer.fill) : pacer.fill;  // no motion: full or empty
    place.querySelector(".disc").setAttribute("r", full * (0.3 + 0.7 * fill));
    place.querySelectorAll("text").forEach((text, i) => { text.textContent = pacer.lines?.[i] ?? ""; });
  }

  showHeader(header) {
    if (!this.changed("header", header)) return;
    this.find("head").hidden = !header;
    if (!header) return;
    put(this.find("title"), header.title);
    put(this.find("left"), header.left ?? "");
    put(this.find("next"), header.next ?? "");
    if (this.changed("timeline", header.timeline)) {
      this.find("timeline").replaceChildren(...header.timeline.flatMap(([left, right, reached]) => [
        rect(left, right - left, "track"), rect(left, reached - left, "filled"),
      ]));
    }
    const sides = this.find("sides").querySelector("ul");
    if (this.changed("sides", header.sides.length)) {
      sides.replaceChildren(...header.sides.map(() => {
        const item = document.createElement("li");
        item.append(document.createElement("span"), this.bar(0));
        return item;
      }));
    }
    header.sides.forEach((side, i) => {
      const item = sides.children[i];
      item.classList.toggle("is-full", side.full);
      put(item.firstChild, side.label);
      item.querySelector("rect").setAttribute("width", `${100 * side.filled}%`);
    });
  }

  showPage(page) {
    if (!this.changed("page", page)) return;
    this.live.classList.toggle("has-page", Boolean(page));
    this.live.classList.toggle("is-stop", Boolean(page?.stop));
    const place = this.find("page");
    place.hidden = !page;
    if (!page) return;
    place.className = `live-page tone-${page.tone}`;
    put(place.querySelector("h2"), page.title);
    if (this.changed("page-lines", page.lines)) {
      place.querySelector("ul").replaceChildren(...page.lines.map((line) => {
        const item = document.createElement("li");
        item.textContent = inUnits(line);
        if (!MARK.test(line)) item.className = "bare";
        return item;
      }));
    }
    this.showFooter(page.footer);
    this.fit();
  }

  // A screen reader must not read each second of a time that runs down.
  showFooter(text) {
    const footer = this.find("page-footer");
    const runsDown = text.replace(/\d+/g, "") === footer.textContent.replace(/\d+/g, "");
    footer.setAttribute("aria-live", runsDown ? "off" : "assertive");
    put(footer, text);
  }

  // What there is room for: letters of a page; of the checks those that are to correct stay longest.
  fit() {
    const page = this.find("page");
    for (const letters of page.hidden ? [] : [...LETTERS, ...SMALLER]) {
      page.style.setProperty("--page-letters", `max(${letters}vh, 15px)`);
      if (!isCut(page)) break;
    }
    const side = this.find("panel");
    this.live.classList.remove("is-tight");
    side.style.removeProperty("--far");
    const checks = [...this.find("checks").children];
    for (const check of checks) check.hidden = false;
    const spare = [...checks.filter((c) => c.className === "fix"), ...checks.filter((c) => c.className !== "fix")];
    while (spare.length && isCut(side)) spare.pop().hidden = true;
    this.live.classList.toggle("is-tight", isCut(side));
    for (const letters of SMALLER) {
      if (!isCut(side)) break;
      side.style.setProperty("--far", `max(${letters}vh, 15px)`);
    }
  }
}

function isCut(place) {
  return place.scrollHeight > place.clientHeight + 2;
}

function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function rect(x, width, name) {
  const made = document.createElementNS(SVG, "rect");
  for (const [key, value] of Object.entries({ x, width: Math.max(0, width), height: 8, class: name })) {
    made.setAttribute(key, value);
  }
  return made;
}
