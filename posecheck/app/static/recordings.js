// Files dropped or chosen: sent one after another; the list, with how far each is.

import { ask, toast } from "./main.js";

const LOOK_MS = 700;
const AGAIN_MS = 3000;  // after the server did not answer
const drop = document.querySelector("[data-drop]");
const list = document.querySelector(".recordings");
const report = document.querySelector(".report");
const sending = new Map();  // each file that is still to come, and how much of it was sent

drop.querySelector("input").addEventListener("change", (event) => {
  sendAll([...event.target.files]);
  event.target.value = "";
});
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("is-over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
  sendAll([...event.dataTransfer.files].filter((_, i) => !isFolder(items[i])));
});

// Of a folder nothing can be sent.
function isFolder(item) {
  const entry = item?.webkitGetAsEntry?.();
  if (entry?.isDirectory) toast(`${entry.name} is a folder: drop the clips that are in it.`);
  return Boolean(entry?.isDirectory);
}

// Whoever leaves this page gives up what is being sent.
addEventListener("beforeunload", (event) => {
  if (sending.size) event.preventDefault();
});

async function sendAll(files) {
  const exercise = drop.querySelector("select").value;  // what is chosen later is meant for later files
  for (const file of files) sending.set(file, 0);
  refresh();
  for (const file of files) {
    await send(file, exercise).catch((error) => toast(`${file.name}: ${error.message}`));
    sending.delete(file);
    refresh();
  }
}

// fetch does not tell how much was sent
function send(file, exercise) {
  const query = new URLSearchParams({ name: file.name, exercise });
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/api/recordings?${query}`);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) sending.set(file, event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) done();
      else failed(new Error(request.response?.text ?? "It was refused."));
    };
    request.onerror = () => failed(new Error("It could not be sent: the file is too large, or posecheck has ended."));
    request.send(file);
  });
}

let timer = null;
let answers = true;

async function refresh() {
  clearTimeout(timer);
  let rows;
  try {
    rows = await ask("/api/recordings", undefined, "GET");
    answers = true;
  } catch (error) {
    if (answers) toast(error.message);
    answers = false;
    clearTimeout(timer);
    timer = setTimeout(refresh, AGAIN_MS);
    return;
  }
  // of what this page sends it knows more than the server
  const others = sending.size ? rows.filter(({ state }) => state !== "coming") : rows;
  const shown = [...[...sending].map(([{ name }, progress]) => ({ name, progress, state: "coming" })), ...others];
  draw(shown);
  clearTimeout(timer);
  if (shown.some(({ state }) => WORDS[state])) timer = setTimeout(refresh, LOOK_MS);
}

const drawn = new Map();  // of each row its item, and what that says but for the progress

// Only what has changed is touched: whoever is on a button stays there, and only news is read aloud.
function draw(rows) {
  document.querySelector(".none").hidden = rows.length > 0;
  const before = new Map(drawn);
  drawn.clear();
  rows.forEach(({ progress, ...row }, i) => {
    const key = row.id ?? `coming ${i}`;
    const text = JSON.stringify(row);
    const known = before.get(key);
    before.delete(key);
    const item = known?.text === text ? known.item : rowOf(row);
    if (known && item !== known.item) known.item.replaceWith(item);
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
    if (typeof progress === "number") item.querySelector("progress")?.setAttribute("value", progress);
    drawn.set(key, { item, text });
  });
  for (const { item } of before.values()) item.remove();
}

const WORDS = { coming: "Being sent", waiting: "Waits for its turn", running: "Being analysed" };

function rowOf(row) {
  const item = document.createElement("li");
  item.dataset.state = row.state;
  const title = document.createElement("h3");
  title.textContent = row.name;
  const text = document.createElement("p");
  text.className = row.state === "failed" ? "text failed" : "text";
  text.textContent = row.text || WORDS[row.state] || "";
  const doing = document.createElement("div");
  doing.className = "do";
  if (row.state === "done") {
    doing.append(button("Report", row.name, () => openReport(row)));
    for (const [name, words] of [["annotated.mp4", "Video"], ["frames.csv", "Numbers"]]) {
      const link = document.createElement("a");
      link.className = "button";
      link.href = `/recordings/${row.id}/${name}`;
      link.textContent = words;
      if (name === "annotated.mp4") link.target = "_blank";
      doing.append(link);
    }
  }
  if (row.id) doing.append(button("Delete", row.name, () => remove(row), "danger"));
  const added = document.createElement("p");
  added.className = "quiet";
  added.textContent = row.added ?? "";
  item.append(title, doing, text, added);
  if (WORDS[row.state]) {
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", `${WORDS[row.state]}: ${row.name}`);
    item.append(progress);
  }
  return item;
}

function button(text, name, action, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.className = kind;
  made.setAttribute("aria-label", `${text}: ${name}`);
  made.addEventListener("click", action);
  return made;
}

function openReport(row) {
  report.hidden = false;
  report.querySelector("h2").textContent = `Report: ${row.name}`;
  report.querySelector("a").href = `/recordings/${row.id}/report.html`;
  report.querySelector("iframe").src = `/recordings/${row.id}/report.html`;
  report.scrollIntoView();
}

async function remove(row) {
  if (!confirm(`Delete ${row.name}, with its report and video?`)) return;
  report.hidden = true;
  report.querySelector("iframe").removeAttribute("src");
  await ask(`/api/recordings/${row.id}`, undefined, "DELETE").catch((error) => toast(error.message));
  refresh();
}

refresh();
