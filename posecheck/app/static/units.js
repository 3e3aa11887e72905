// Lengths in the unit that was chosen. All texts come with centimetres.

const NUMBER = "([+-]?)(\\d+(?:\\.\\d+)?)";
const LENGTH = new RegExp(`${NUMBER}(?:( ?(?:-|–|to|and|±) ?)${NUMBER})? ?(cm|centimetres?)\\b`, "g");  // also 5-8 cm

function inches(sign, cm) {
  const shown = (cm / 2.54).toFixed(1);
  return sign === "-" && Number(shown) === 0 ? shown : sign + shown;
}

export function inUnits(text) {
  if (document.body.dataset.units !== "in" || !text) return text;
  return text.replace(LENGTH, (_, sign, low, to, highSign, high, unit) =>
    `${inches(sign, low)}${to ? `${to}${inches(highSign, high)}` : ""} ${unit === "cm" ? "in" : "inches"}`);
}

// The texts of a page; but what the person has written stays as it is.
export function showInUnits(page) {
  const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const shown = text.parentElement.closest(".notes-list, form") ? text.data : inUnits(text.data);
    if (shown !== text.data) text.data = shown;
  }
}
