// Notes by day, chosen in the calendar or by date; forgetting a day.

import { ask, toast } from "./main.js";

const form = document.querySelector("[data-note]");

const noteOf = (day) => document.querySelector(`[data-note-day="${CSS.escape(day)}"] dd`)?.textContent ?? "";
let opened = { day: "", text: form.text.value };

const isWritten = () => form.text.value !== opened.text;

// A new note that is not kept yet goes along to another day, unless that has one already.
function open(day) {
  const text = noteOf(day);
  const goesAlong = isWritten() && !text && !opened.text;
  if (isWritten() && !goesAlong && !confirm("What you have written is not kept yet. Leave it?")) {
    form.day.value = opened.day;
    return;
  }
  form.day.value = day;
  if (!goesAlong) form.text.value = text;
  opened = { day, text };
}

form.day.addEventListener("change", () => open(form.day.value));
const calendar = document.querySelector(".calendar");
calendar.scrollLeft = calendar.scrollWidth;  // on a phone this week is shown first
for (const day of calendar.querySelectorAll("[data-day]")) {
  day.addEventListener("click", () => {
    open(day.dataset.day);
    form.text.focus();
  });
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await ask("/api/note", { day: form.day.value, text: form.text.value, before: opened.text });
    opened.text = form.text.value;
    location.reload();
  } catch (error) {
    toast(error.message);
  }
});
open(form.day.value);
addEventListener("beforeunload", (event) => {
  if (isWritten()) event.preventDefault();
});

const forget = document.querySelector("[data-forget]");
forget.addEventListener("submit", async (event) => {
  event.preventDefault();
  const day = forget.day.value;
  if (!day) return toast("Choose a day first.");
  if (!confirm(`Forget everything of ${day}, for good?`)) return;
  try {
    await ask("/api/forget", { day });
    location.reload();
  } catch (error) {
    toast(error.message);
  }
});
