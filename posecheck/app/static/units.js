// Lengths in the unit that was chosen. All texts come with centimetres.

const LENGTH = /([+-]?\d+(?:\.\d+)?)(?:( ?(?:-|–|to) ?)(\d+(?:\.\d+)?))? ?cm\b/g;  // also 5-8 cm
const inches = (cm) => (cm / 2.54).toFixed(1);

export function inUnits(text) {
  if (document.body.dataset.units !== "in" || !text) return text;
  return text.replace(LENGTH, (_, low, to, high) => `${inches(low)}${to ? `${to}${inches(high)}` : ""} in`);
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
