// Pure geometry of the pictures: no page, no library. Points are [x, y] in pixels.

/** The straight runs of a list with gaps: arrays of consecutive indexes that have a value. */
export function runs(values) {
  const found = [];
  let run = [];
  values.forEach((value, index) => {
    if (value == null) {
      if (run.length) found.push(run);
      run = [];
    } else run.push(index);
  });
  if (run.length) found.push(run);
  return found;
}

/** Slopes of a monotone cubic through the points (Fritsch & Carlson 1980): it never overshoots the data. */
function slopes(t, v) {
  const n = t.length;
  const secant = [];
  for (let i = 0; i < n - 1; i++) secant.push((v[i + 1] - v[i]) / (t[i + 1] - t[i] || 1));
  const slope = [secant[0] ?? 0];
  for (let i = 1; i < n - 1; i++) {
    const [a, b] = [secant[i - 1], secant[i]];
    slope.push(a * b <= 0 ? 0 : (2 * a * b) / (a + b));
  }
  if (n > 1) slope.push(secant[n - 2]);
  return slope;
}

const round = (x) => Math.round(x * 10) / 10;

/** SVG path commands of a monotone curve; `along` is 0 when x advances, 1 when y does. Starts with M or L. */
export function monotone(points, along = 0, start = "M") {
  if (!points.length) return "";
  const across = 1 - along;
  const t = points.map((p) => p[along]);
  const v = points.map((p) => p[across]);
  const slope = slopes(t, v);
  const put = (a, b) => (along ? `${round(b)} ${round(a)}` : `${round(a)} ${round(b)}`);
  let path = `${start}${put(t[0], v[0])}`;
  for (let i = 1; i < points.length; i++) {
    const third = (t[i] - t[i - 1]) / 3;
    path += `C${put(t[i - 1] + third, v[i - 1] + slope[i - 1] * third)} ${put(t[i] - third, v[i] - slope[i] * third)} ${put(t[i], v[i])}`;
  }
  return path;
}

/** A closed band between two edges; a single point becomes a capsule `width` wide. */
export function band(low, high, along = 0, width = 10) {
  if (low.length === 1) {
    const [a, b] = [low[0], high[0]].map((p) => [...p]);
    const left = (p) => p.map((c, axis) => (axis === along ? c - width / 2 : c));
    const right = (p) => p.map((c, axis) => (axis === along ? c + width / 2 : c));
    const corners = [left(a), left(b), right(b), right(a)];
    return `M${corners.map((p) => p.map(round).join(" ")).join("L")}Z`;
  }
  return `${monotone(high, along)}${monotone([...low].reverse(), along, "L")}Z`;
}

/** Rough width of a text: full-width signs count one em, others a bit over a half. */
export function textWidth(text, size) {
  let em = 0;
  for (const sign of text) em += /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]/.test(sign) ? 1 : 0.56;
  return em * size;
}

/** Breaks a name into lines at spaces, hyphens or, in full-width script, anywhere. */
export function wrap(text, size, width) {
  const pieces = text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef-]+-?|\s+|-/g) ?? [];
  const lines = [""];
  for (const piece of pieces) {
    const line = lines[lines.length - 1];
    if (line && textWidth((line + piece).trimEnd(), size) > width) lines.push(piece.trimStart());
    else lines[lines.length - 1] = line + piece;
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

/** Cuts a text to a width with an ellipsis. */
export function cut(text, size, width) {
  if (textWidth(text, size) <= width) return text;
  let kept = [...text];
  while (kept.length > 1 && textWidth(kept.join("") + "…", size) > width) kept.pop();
  return kept.join("").trimEnd() + "…";
}

const overlap = (a, b) =>
  Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));

/**
 * Places labels beside their points so that they cover as little as possible.
 * `items`: {x, y, w, h, r, prefer}; `prefer` lists directions out of up, down, left, right and their corners.
 * Returns a box {x, y, w, h, way, far, reach, clash} for each, in the order given; `clash` is how much of it covers others.
 */
export function place(items, obstacles, bounds) {
  const ways = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0], "up-left": [-1, -1], "up-right": [1, -1], "down-left": [-1, 1], "down-right": [1, 1] };
  const taken = items.map((item) => ({ x: item.x - item.r, y: item.y - item.r, w: 2 * item.r, h: 2 * item.r }));
  return items.map((item) => {
    const order = [...item.prefer, ...Object.keys(ways).filter((way) => !item.prefer.includes(way))];
    let best = null;
    order.forEach((way, rank) => {
      const [dx, dy] = ways[way];
      for (const reach of [1, 2.4, 4.2, 6.4]) {
        const gap = (item.r + 4) * reach;
        const x = item.x + (dx === 0 ? -item.w / 2 : dx > 0 ? gap * (dy ? 0.7 : 1) : -gap * (dy ? 0.7 : 1) - item.w);
        const y = item.y + (dy === 0 ? -item.h / 2 : dy > 0 ? gap * (dx ? 0.7 : 1) : -gap * (dx ? 0.7 : 1) - item.h);
        const box = { x: Math.min(Math.max(x, bounds.x), bounds.x + bounds.w - item.w), y: Math.min(Math.max(y, bounds.y), bounds.y + bounds.h - item.h), w: item.w, h: item.h, way };
        const moved = Math.abs(box.x - x) + Math.abs(box.y - y);
        const clash = taken.reduce((sum, other) => sum + overlap(box, other), 0);
        const covered = obstacles.reduce((sum, other) => sum + overlap(box, other) * (other.weight ?? 1), 0);
        const cost = clash * 8 + covered + moved + rank * 6 + (reach - 1) * 20;
        if (!best || cost < best.cost) best = { ...box, cost, far: reach > 1, reach, clash: (clash + covered) / (item.w * item.h) };
      }
    });
    taken.push(best);
    return best;
  });
}

/**
 * Half-width of a control limit at n visits, from those known at some n: a limit narrows as 1 / √n, so it is
 * interpolated straight in that scale.
 */
export function limitAt(n, known) {
  const at = (x) => 1 / Math.sqrt(x);
  const sorted = [...known].sort((a, b) => a.n - b.n);
  if (!sorted.length) return null;
  let right = sorted.findIndex((k) => k.n >= n);
  if (right === 0 || sorted.length === 1) return sorted[0].half * (at(n) / at(sorted[0].n));
  if (right < 0) return sorted[sorted.length - 1].half * (at(n) / at(sorted[sorted.length - 1].n));
  const [a, b] = [sorted[right - 1], sorted[right]];
  if (a.n === b.n) return a.half;
  const share = (at(n) - at(a.n)) / (at(b.n) - at(a.n));
  return a.half + share * (b.half - a.half);
}

/** Round steps for an axis from low to high: about `count` of them, 1, 2 or 5 times a power of ten. */
export function ticks(low, high, count = 5) {
  const span = high - low || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw * 0.999);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(k === 0 ? 0 : +(k * step).toPrecision(12));
  return found;
}
