// The lines on the picture, as the window draws them: bones, roller, angles, the strip under the back.

const COLOURS = { good: "#46c878", fix: "#ff7828", unseen: "#969ca5", accent: "#50aaff", plain: "#ffffff" };
const ARC_SHARE = 0.0523;  // radius of an angle's arc, as a share of the picture's height
const LINE_SHARE = 0.0062;
const MOST_SHARP = 2;      // pixels of the canvas for one of the picture, where the screen shows as many

function blend(seen) {  // from grey to blue, as a bone is seen
  const from = [150, 156, 165], to = [80, 170, 255];
  return `rgb(${from.map((c, i) => Math.round(c + (to[i] - c) * seen)).join(" ")})`;
}

export function drawLines(canvas, lines) {
  const context = canvas.getContext("2d");
  if (!lines) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  const [width, height] = lines.size;
  const shown = Math.min(canvas.clientWidth / width, canvas.clientHeight / height) * devicePixelRatio;
  const sharp = Math.max(1, Math.min(MOST_SHARP, Math.round(4 * shown) / 4));
  if (canvas.width !== width * sharp || canvas.height !== height * sharp) {
    canvas.width = width * sharp;
    canvas.height = height * sharp;
  }
  context.setTransform(sharp, 0, 0, sharp, sharp / 2, sharp / 2);
  context.clearRect(-1, -1, width + 2, height + 2);
  const line = Math.max(1.5, LINE_SHARE * Math.min(width, height));
  context.lineCap = "round";
  drawRoller(context, lines.roller, line);
  drawStrip(context, lines.strip, line);
  for (const [x1, y1, x2, y2, seen] of lines.bones) {
    context.strokeStyle = blend(seen);
    context.lineWidth = seen >= 0.5 ? line : line / 2;
    stroke(context, [[x1, y1], [x2, y2]]);
  }
  context.fillStyle = COLOURS.plain;
  for (const [x, y] of lines.joints) dot(context, x, y, line * 1.2);
  const radius = ARC_SHARE * height;
  for (const arc of lines.arcs) {
    if (arc.right) {
      context.strokeStyle = COLOURS.good;
      context.lineWidth = line / 2;
      sweep(context, arc.x, arc.y, radius + 2 * line, arc.right[0], arc.right[1]);
    }
    context.strokeStyle = COLOURS[arc.tone];
    context.lineWidth = line;
    sweep(context, arc.x, arc.y, radius, arc.start, arc.sweep);
  }
}

function drawRoller(context, roller, line) {
  if (!roller) return;
  context.lineWidth = line / 2;
  context.strokeStyle = COLOURS.plain;
  if (roller.spine) stroke(context, roller.spine);
  if (roller.target) {
    context.lineWidth = line;
    context.strokeStyle = COLOURS.good;
    context.setLineDash([4 * line, 4 * line]);
    stroke(context, roller.target);
    context.setLineDash([]);
  }
  context.lineWidth = 2 * line;
  context.strokeStyle = COLOURS[roller.tone];
  stroke(context, roller.axis);
  context.fillStyle = COLOURS.plain;
  dot(context, ...roller.axis[0], 2 * line);
  context.lineWidth = line;
  context.beginPath();
  context.arc(...roller.axis[0], 2 * line, 0, 2 * Math.PI);
  context.stroke();
}

function drawStrip(context, strip, line) {
  if (!strip) return;
  context.fillStyle = COLOURS[strip.tone];
  context.globalAlpha = 0.55;
  context.beginPath();
  for (const [x, y] of [...strip.outline, ...[...strip.floor].reverse()]) context.lineTo(x, y);
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = COLOURS[strip.tone];
  context.lineWidth = line;
  stroke(context, strip.outline);
  context.strokeStyle = COLOURS.plain;
  context.lineWidth = line / 2;
  stroke(context, strip.floor);
}

function stroke(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function sweep(context, x, y, radius, startDeg, sweepDeg) {
  const start = (startDeg * Math.PI) / 180;
  const end = ((startDeg + sweepDeg) * Math.PI) / 180;
  context.beginPath();
  context.arc(x, y, radius, start, end, sweepDeg < 0);
  context.stroke();
}
