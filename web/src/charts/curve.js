// The experience curve: the signature picture. The journey runs from left to right, or downwards where it is narrow.
import { band, monotone, place, runs, textWidth, wrap } from "../geometry.js";
import { feelingGradient } from "../theme.js";
import { icons } from "../icons.js";
import { bare, count, layer, line, path, rect, targets, text } from "./parts.js";
import { decimal } from "../figures.js";

const MARKS = { first: ["up", "up-right", "right"], peak: ["up", "up-left", "up-right"], trough: ["down", "down-right"], end: ["up", "up-left", "left"] };

/** The sign of a mark: first hollow, peak and trough triangles, end a square. */
function sign(kind, [x, y], tokens, fill, r = 6) {
  const style = { fill, stroke: tokens.paper, lineWidth: 2 };
  const shapes = {
    first: { type: "circle", shape: { cx: x, cy: y, r: r - 0.5 }, style: { fill: tokens.paper, stroke: tokens.ink, lineWidth: 2.5 } },
    peak: { type: "polygon", shape: { points: [[x, y - r - 1], [x + r + 0.5, y + r - 1], [x - r - 0.5, y + r - 1]] }, style },
    trough: { type: "polygon", shape: { points: [[x, y + r + 1], [x + r + 0.5, y - r + 1], [x - r - 0.5, y - r + 1]] }, style },
    end: { type: "rect", shape: { x: x - r + 0.5, y: y - r + 0.5, width: 2 * r - 1, height: 2 * r - 1 }, style },
  };
  return { ...shapes[kind], silent: true };
}

/** One visit over the crowd: its moments as rings, tied where the journey goes on without a gap. */
function oneVisit(visit, at, along, tokens) {
  const found = [];
  for (const run of runs(visit.points)) {
    const points = run.map((i) => at(i, visit.points[i]));
    if (points.length > 1) found.push(path(monotone(points, along), { stroke: tokens.accent, lineWidth: 2.5, lineDash: [6, 4], fill: "none", lineJoin: "round", lineCap: "round" }));
    found.push(...points.map(([cx, cy]) => ({ type: "circle", silent: true, shape: { cx, cy, r: 5 }, style: { fill: tokens.paper, stroke: tokens.accent, lineWidth: 2.5 } })));
  }
  return found;
}

/** Bands, median line and marks; `at(i, v)` gives pixels and `along` says which way the journey runs. */
function drawing(data, at, along, tokens, scale, bounds) {
  const labels = Boolean(bounds);
  const found = [];
  const q = (k) => (i) => at(i, data.points[i].q[k]);
  const shade = (strength) => feelingGradient(tokens, at(0, 1), at(0, -1), strength);
  const line50 = [];
  for (const run of runs(data.points)) {
    found.push(path(band(run.map(q(0)), run.map(q(4)), along), { fill: shade(0.3) }));
    found.push(path(band(run.map(q(1)), run.map(q(3)), along), { fill: shade(0.8) }));
  }
  found.push(scale);
  for (const run of runs(data.points)) {
    const median = run.map(q(2));
    line50.push(...median);
    if (median.length > 1) found.push(path(monotone(median, along), { stroke: tokens.ink, lineWidth: labels ? 2.25 : 1.75, fill: "none", lineJoin: "round", lineCap: "round" }));
    else found.push({ type: "circle", silent: true, shape: { cx: median[0][0], cy: median[0][1], r: 3 }, style: { fill: tokens.ink } });
  }
  if (labels) {
    data.points.forEach((point, i) => {
      if (point) found.push({ type: "circle", silent: true, shape: { cx: q(2)(i)[0], cy: q(2)(i)[1], r: 2.5 }, style: { fill: point.few ? tokens.paper : tokens.ink, stroke: tokens.ink, lineWidth: 1 } });
    });
  }
  if (data.visit) found.push(oneVisit(data.visit, at, along, tokens));
  const marks = data.marks.filter((mark) => mark.at < data.names.length && Number.isFinite(mark.affect));
  const points = marks.map((mark) => at(mark.at, mark.affect));
  marks.forEach((mark, k) => {
    const there = data.points[mark.at];
    // A thin stem ties the mark to its touchpoint's median.
    if (there) found.push(line(...points[k], ...at(mark.at, there.q[2]), tokens.ink, 1, { opacity: 0.45 }));
  });
  marks.forEach((mark, k) => found.push(sign(mark.kind, points[k], tokens, tokens.ink, labels ? 6.5 : 4.5)));
  if (!labels) return found;
  const size = 13;
  const items = marks.map((mark, k) => ({
    x: points[k][0], y: points[k][1], r: 9, h: 34, w: Math.max(textWidth(mark.text, size), textWidth(mark.under, 11.5)) + 8,
    prefer: along ? ["right", "left", "down-right"] : MARKS[mark.kind],
  }));
  // Labels stay off the median line, and off the bands where there is room.
  const obstacles = line50.map(([x, y]) => ({ x: x - 8, y: y - 8, w: 16, h: 16, weight: 2 }));
  const step = Math.abs(at(1, 0)[along] - at(0, 0)[along]);
  data.points.forEach((point, i) => {
    if (!point) return;
    const [low, high] = [at(i, point.q[0]), at(i, point.q[4])];
    const [from, to] = [Math.min(low[1 - along], high[1 - along]), Math.max(low[1 - along], high[1 - along])];
    const across = { from: low[along] - step / 2, size: step };
    obstacles.push(along ? { x: from, y: across.from, w: to - from, h: across.size, weight: 0.5 } : { x: across.from, y: from, w: across.size, h: to - from, weight: 0.5 });
  });
  place(items, obstacles, bounds).forEach((box, k) => {
    if (box.far) {
      const near = [Math.min(Math.max(points[k][0], box.x), box.x + box.w), Math.min(Math.max(points[k][1], box.y), box.y + box.h)];
      found.push(line(...points[k], ...near, tokens.inkSoft, 1));
    }
    const align = box.way.includes("left") ? "right" : box.way.includes("right") ? "left" : "center";
    const x = align === "left" ? box.x + 4 : align === "right" ? box.x + box.w - 4 : box.x + box.w / 2;
    const halo = { align, stroke: tokens.paper, lineWidth: 4 };
    found.push(text(tokens, marks[k].text, x, box.y + 10, { ...halo, fontSize: size, fontWeight: 600, fill: tokens.ink }));
    found.push(text(tokens, marks[k].under, x, box.y + 26, { ...halo, fontSize: 11.5 }));
  });
  return found;
}

/** The scale of feeling: a line at each half, the neutral one strong, with words at its ends. */
function scale(at, along, tokens, ctx, n) {
  const ends = [at(-0.5, 0)[along], at(n - 0.5, 0)[along]];
  return [-1, -0.5, 0, 0.5, 1].map((value) => {
    const where = at(0, value)[1 - along];
    const colour = value === 0 ? tokens.lineStrong : tokens.line;
    const word = { "-1": ctx.words.bad, 0: ctx.words.neutral, 1: ctx.words.good }[value];
    const figure = decimal(value, value % 1 ? 1 : 0);
    if (along) return [line(where, ends[0], where, ends[1], colour), text(tokens, figure, where, ends[0] - 10, { align: "center" }), word && text(tokens, word, where, ends[0] - 26, { align: "center", fill: tokens.ink })];
    return [line(ends[0], where, ends[1], where, colour), text(tokens, figure, ends[0] - 10, where, { align: "right" }), word && text(tokens, word, ends[0] - 34, where, { align: "right", fill: tokens.ink })];
  });
}

/** `mark` beside the touchpoint's name. */
function icon(id, x, y, tokens, size = 18) {
  if (!icons[id]) return null;
  return { type: "path", silent: true, x: x - size / 2, y: y - size / 2, scaleX: size / 24, scaleY: size / 24, shape: { pathData: icons[id] }, style: { fill: "none", stroke: tokens.inkSoft, lineWidth: 1.6, lineCap: "round", lineJoin: "round" } };
}

function wide(data, ctx) {
  const { tokens, width } = ctx;
  const n = data.names.length;
  const [left, right, top, high, strip] = [76, 20, 46, 350, 40];
  const column = (width - left - right) / n;
  const size = 12;
  const lines = data.names.map((name) => wrap(name, size, column - 4));
  const fits = lines.every((parts) => parts.length <= 3 && parts.every((part) => textWidth(part, size) <= column - 2));
  const names = fits ? 30 + 15 * Math.max(...lines.map((parts) => parts.length)) : 30 + Math.min(110, 0.62 * Math.max(...data.names.map((name) => textWidth(name, size))));
  const below = top + high + names + 14;
  const most = Math.max(1, ...data.points.map((point) => point?.n ?? 0));
  return {
    height: below + strip + 8,
    option: {
      grid: { left, right, top, height: high },
      xAxis: bare(-0.5, n - 0.5),
      yAxis: bare(-1, 1),
      series: [
        targets(tokens, n, (i, at) => {
          const [x] = at(i - 0.5, 0);
          return { type: "rect", shape: { x, y: top - 6, width: column, height: below + strip - top + 6, r: 4 } };
        }),
        layer((at) => [
          drawing(data, at, 0, tokens, scale(at, 0, tokens, ctx, n), { x: left, y: 0, w: width - left, h: top + high + 2 }),
          data.names.map((name, i) => {
            const [x] = at(i, 0);
            const y = top + high + 18;
            const fill = data.points[i] ? tokens.ink : tokens.inkSoft;
            const words = fits
              ? lines[i].map((part, k) => text(tokens, part, x, y + 20 + 15 * k, { align: "center", fontSize: size, fill }))
              : { type: "text", silent: true, x: x + 4, y: y + 14, rotation: Math.PI / 5, style: { text: name, fontFamily: tokens.face, fontSize: size, fill, align: "right", verticalAlign: "middle" } };
            return [icon(data.ids[i], x, y, tokens), words];
          }),
          text(tokens, ctx.words.volume, left - 10, below + strip - 6, { align: "right" }),
          line(left, below + strip, width - right, below + strip, tokens.line),
          data.points.map((point, i) => {
            const [x] = at(i, 0);
            const size = point ? Math.max(1, (strip - 14) * (point.n / most)) : 0;
            const bar = Math.min(28, column * 0.5);
            if (!point) return text(tokens, "–", x, below + strip - 8, { align: "center" });
            return [
              rect(x - bar / 2, below + strip - size, bar, size, tokens.neutral),
              column > 40 && text(tokens, count(point.n), x, below + strip - size - 7, { align: "center", fontSize: 11 }),
            ];
          }),
        ]),
      ],
    },
  };
}

function tall(data, ctx) {
  const { tokens, width } = ctx;
  const n = data.names.length;
  const [row, top] = [46, 44];
  const left = Math.min(132, Math.max(92, width * 0.3));
  const strip = Math.max(34, Math.min(72, width * 0.12));
  const right = strip + 20;
  const most = Math.max(1, ...data.points.map((point) => point?.n ?? 0));
  return {
    height: top + n * row + 12,
    option: {
      grid: { left, right, top, height: n * row },
      xAxis: bare(-1, 1),
      yAxis: bare(-0.5, n - 0.5, { inverse: true }),
      series: [
        targets(tokens, n, (i, at) => {
          const [, y] = at(0, i - 0.5);
          return { type: "rect", shape: { x: 0, y, width, height: row, r: 4 } };
        }),
        layer((coord) => {
          const at = (i, v) => coord(v, i);
          return [
            drawing(data, at, 1, tokens, scale(at, 1, tokens, ctx, n), { x: left, y: top, w: width - left - right + 12, h: n * row }),
            data.names.map((name, i) => {
              const [, y] = at(i, 0);
              const known = icons[data.ids[i]];
              const parts = wrap(name, 12, left - (known ? 38 : 16)).slice(0, 3);
              return [icon(data.ids[i], 10, y, tokens), parts.map((part, k) => text(tokens, part, known ? 26 : 2, y + (k - (parts.length - 1) / 2) * 14, { fill: data.points[i] ? tokens.ink : tokens.inkSoft }))];
            }),
            text(tokens, ctx.words.volume, width - strip, top - 10, { fontSize: 11 }),
            data.points.map((point, i) => {
              const [, y] = at(i, 0);
              if (!point) return text(tokens, "–", width - strip, y);
              return [rect(width - strip, y - 1, Math.max(1, strip * (point.n / most)), 7, tokens.neutral), text(tokens, count(point.n), width - strip, y - 9, { fontSize: 10.5 })];
            }),
          ];
        }),
      ],
    },
  };
}

export const curve = {
  draw(data, ctx) {
    const column = (ctx.width - 96) / data.names.length;
    return column < (ctx.lang === "en" ? 44 : 30) ? tall(data, ctx) : wide(data, ctx);
  },
  stops: (data) => data.names.map((_, row) => ({ row })),
};

/** A purpose beside others: the same curve without names; its table and caption have the rest. */
export const curveSmall = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const n = data.names.length;
    const [top, high] = [10, 128];
    const marked = data.marks.find((mark) => mark.kind === "peak");
    return {
      height: top + high + 26,
      option: {
        grid: { left: 22, right: 4, top, height: high },
        xAxis: bare(-0.5, n - 0.5),
        yAxis: bare(-1, 1),
        series: [
          targets(tokens, n, (i, at) => {
            const [x0] = at(i - 0.5, 0);
            const [x1] = at(i + 0.5, 0);
            return { type: "rect", shape: { x: x0, y: top, width: x1 - x0, height: high, r: 2 } };
          }),
          layer((at) => [
            drawing(data, at, 0, tokens, [-1, 0, 1].map((value) => {
              const [x, y] = at(-0.5, value);
              return [line(x, y, width - 4, y, value ? tokens.line : tokens.lineStrong), text(tokens, decimal(value, 0), x - 5, y, { align: "right", fontSize: 11 })];
            })),
            marked && data.names[marked.at] && (() => {
              const [x] = at(marked.at, 0);
              const label = `▲ ${data.names[marked.at]}`;
              const half = textWidth(label, 11) / 2;
              return text(tokens, label, Math.min(Math.max(x, 22 + half), width - half - 2), top + high + 14, { align: "center", fontSize: 11 });
            })(),
          ]),
        ],
      },
    };
  },
  // Its table has one row a purpose; what a touchpoint says comes from the data.
  stops: (data, ctx) =>
    data.names.map((name, i) => {
      const point = data.points[i];
      return { said: { title: name, pairs: point ? [[ctx.words.median, decimal(point.q[2], 2)], [ctx.words.volume, count(point.n)]] : [[ctx.words.none, ""]] } };
    }),
};

