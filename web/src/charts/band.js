// A forecast: the line of what is expected in its band, and the plain forecast as a second line. Days stand side by side.
//
//   steps   [{expected, low, high, baseline, clock: "09:15", row}], or null between days: the lines break there
//   days    [{name: "Mon 23 Nov", from, to}], indexes into steps, the last one included
//   axis    what is counted, such as "people per 15 minutes"
//   stairs  optional: what is told holds for the whole step, and goes up or down between two (counters, not people)
//   apart   optional: nothing lies between two steps (days); each is drawn by itself
// A clock may be any label; where none is a full hour, all that are not empty are written.
import { band as area, monotone, runs, textWidth, ticks, wrap } from "../geometry.js";
import { tick } from "../figures.js";
import { bare, dot, layer, line, path, rect, targets, text } from "./parts.js";

export const band = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const n = data.steps.length;
    const known = data.steps.filter(Boolean);
    const most = Math.max(1e-9, ...known.flatMap((step) => [step.high, step.expected, step.baseline])) * 1.06;
    const marks = ticks(0, most, 5);
    const [left, right, top, high] = [Math.max(36, ...marks.map((mark) => textWidth(tick(mark, marks[1] - marks[0]), 12) + 14)), 8, 26, width < 560 ? 200 : 260];
    const column = (width - left - right) / n;
    const names = data.days.map((day) => wrap(day.name, 12, Math.max(28, (day.to - day.from + 1) * column - 6)));
    const hours = clocks(data, column);
    const below = top + high + (hours.length ? 34 : 18);
    return {
      height: below + 15 * Math.max(...names.map((lines) => lines.length)),
      option: {
        grid: { left, right, top, height: high },
        xAxis: bare(-0.5, n - 0.5),
        yAxis: bare(0, most),
        series: [
          targets(tokens, stops(data).length, (k, at) => {
            const [x] = at(stops(data)[k].at - 0.5, 0);
            return { type: "rect", shape: { x, y: top, width: Math.max(1, column), height: high } };
          }),
          layer((at) => {
            const points = (name) => (run) => run.map((i) => at(i, data.steps[i][name]));
            const all = runs(data.steps);
            const told = (name) => (data.stairs ? all : runs(data.steps.map((step) => (step?.[name] == null ? null : step))));
            const shape = (name) => (run) => (data.stairs ? stairs(run, data.steps, name, at) : monotone(points(name)(run)));
            const strokes = (name, style) => told(name).map((run) => path(shape(name)(run), { fill: "none", lineJoin: "round", lineCap: "round", ...style }));
            return [
              marks.map((mark) => {
                const y = at(0, mark)[1];
                return [line(left, y, width - right, y, mark ? tokens.line : tokens.lineStrong), text(tokens, tick(mark, marks[1] - marks[0]), left - 8, y, { align: "right" })];
              }),
              text(tokens, data.axis, left - 30, top - 14, { fontSize: 11.5 }),
              data.apart ? known.flatMap((step) => alone(step, data.steps.indexOf(step), column, at, tokens)) : all.map((run) => path(area(points("low")(run), points("high")(run), 0, column), { fill: tokens.accent, opacity: 0.2 })),
              data.apart ? [] : strokes("baseline", { stroke: tokens.inkSoft, lineWidth: 1.25, lineDash: [4, 3] }),
              data.apart ? [] : strokes("expected", { stroke: tokens.accent, lineWidth: 2 }),
              hours.map(({ i, clock }) => {
                const [x] = at(i, 0);
                return [line(x, top + high, x, top + high + 4, tokens.lineStrong), text(tokens, clock, x, top + high + 13, { align: "center", fontSize: 11 })];
              }),
              data.days.map((day, k) => {
                const x = (at(day.from - 0.5, 0)[0] + at(day.to + 0.5, 0)[0]) / 2;
                return names[k].map((part, row) => text(tokens, part, x, below + 15 * row - 4, { align: "center", fill: tokens.ink }));
              }),
            ];
          }),
        ],
      },
    };
  },
  stops: (data) => stops(data).map(({ row }) => ({ row })),
};

/** One step by itself: its band as a bar, what is expected as a stroke across it, what it is held against as a ring. */
function alone(step, i, column, at, tokens) {
  const half = Math.min(column * 0.3, 18);
  const [x, expected] = at(i, step.expected);
  const [[, low], [, high]] = [at(i, step.low), at(i, step.high)];
  return [
    rect(x - half, high, 2 * half, Math.max(1, low - high), tokens.accent, { opacity: 0.2 }),
    line(x - half, expected, x + half, expected, tokens.accent, 2),
    dot(x, at(i, step.baseline)[1], 4.5, { fill: tokens.paper, stroke: tokens.ink, lineWidth: 1.75 }),
  ];
}

/** A line that is level within a step. */
function stairs(run, steps, name, at) {
  return run
    .filter((i) => steps[i][name] != null)
    .map((i, k) => {
      const [[from, y], [to]] = [at(i - 0.5, steps[i][name]), at(i + 0.5, steps[i][name])];
      return `${k ? "L" : "M"}${from} ${y}L${to} ${y}`;
    })
    .join("");
}

/** The steps that can be pointed at, with their places. */
const stops = (data) => data.steps.flatMap((step, at) => (step ? [{ at, row: step.row }] : []));

/** Full hours beneath the axis, as many as there is room for; of an hour its quarters; none where days are narrow. */
function clocks(data, column) {
  if (data.steps.length <= 24) return data.steps.flatMap((step, i) => (step && i % Math.ceil(48 / column) === 0 ? [{ i, clock: step.clock }] : []));
  const labels = data.steps.flatMap((step, i) => (step?.clock ? [{ i, clock: step.clock }] : []));
  if (!labels.some(({ clock }) => clock.endsWith(":00"))) return labels.length * 40 < data.steps.length * column ? labels : labels.filter((_, k) => k % 2 === 1);
  const full = data.steps.flatMap((step, i) => (step?.clock.endsWith(":00") ? [{ i, clock: step.clock }] : []));
  for (const every of [1, 2, 3, 4]) {
    const shown = full.filter(({ clock }) => Number(clock.slice(0, 2)) % every === 0);
    const near = shown.some(({ i }, k) => k && (i - shown[k - 1].i) * column < 40);
    if (shown.length && !near) return shown;
  }
  return [];
}
