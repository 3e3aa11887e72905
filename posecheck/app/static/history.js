// Notes by day, chosen in the calendar or by date; forgetting a day.

import { ask, toast } from "./main.js";

const form = document.querySelector("[data-note]");

function open(day) {
  form.day.value = day;
  form.text.value = document.querySelector(`[data-note-day="${CSS.escape(day)}"] dd`)?.textContent ?? "";
}

form.day.addEventListener("change", () => open(form.day.value));
for (const day of document.querySelectorAll(".calendar [data-day]")) {
  day.addEventListener("click", () => {
    open(day.dataset.day);
    form.text.focus();
  });
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await ask("/api/note", { day: form.day.value, text: form.text.value });
    location.reload();
  } catch (error) {
    toast(error.message);
  }
});
open(form.day.value);

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
