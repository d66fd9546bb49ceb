// Pictures of what was simulated: differences as dots with intervals, and the course of a day.
import { band, monotone, runs, textWidth, ticks, wrap } from "../geometry.js";
import { tick } from "../figures.js";
import { bare, dot, layer, line, path, rows, targets, text, whisker as interval } from "./parts.js";

/** A dot with its interval for each row, about a line at nothing.
 *
 *   rows   [{name, value, low, high, text, tone: "good" | "bad" | "none"}]
 *   axis   what is counted;  from, to  optional, where the axis begins and ends
 *   near   optional: what lies nearer to nothing than this matters to nobody, and is shaded
 */
export const whisker = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const known = data.rows.flatMap((row) => [row.value, row.low, row.high, 0, data.near ?? 0, -(data.near ?? 0)]).filter((value) => value != null && Number.isFinite(value));
    const [least, most] = [data.from ?? Math.min(...known), data.to ?? Math.max(...known)];
    const room = (most - least || 1) * 0.06;
    const [low, high] = [data.from ?? (least < 0 ? least - room : least), data.to ?? most + room];
    const marks = ticks(low, high, width < 560 ? 3 : 6);
    const figures = width < 560 ? 16 : Math.max(...data.rows.map((row) => textWidth(row.text, 12))) + 32;
    const colours = { good: tokens.good, bad: tokens.bad, none: tokens.inkSoft, accent: tokens.accent };
    return rows({
      near: data.near,
      names: data.rows.map(({ name }) => ({ strong: false, width: textWidth(name, 12.5), lines: (room) => wrap(name, 12, room).slice(0, 4) })),
      low, high, marks, axis: data.axis, tokens, width, rowHeight: width < 560 ? 42 : 32, right: figures,
      format: (value) => tick(value, marks[1] - marks[0]),
      draw(i, at) {
        const row = data.rows[i];
        const [x, y] = at(row.value);
        const colour = colours[row.tone];
        return [
          interval(row.low == null ? null : at(row.low)[0], row.high == null ? null : at(row.high)[0], y, colour),
          dot(x, y, 5.5, row.tone === "none" ? { fill: tokens.paper, stroke: colour, lineWidth: 1.75 } : { fill: colour }),
          width < 560 ? null : text(tokens, row.text, width - 2, y, { align: "right", fill: row.tone === "none" ? tokens.inkSoft : tokens.ink }),
        ];
      },
    });
  },
  stops: (data) => data.rows.map((_, row) => ({ row })),
};

/** A day, quarter by quarter: a line in its band, and the day it is held against as a dashed one.
 *
 *   clocks   ["08:30", …];  axis  what is counted
 *   lines    one or two lists of {value, low, high} or null, as long as clocks
 */
export const course = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const n = data.clocks.length;
    const known = data.lines.flat().filter(Boolean);
    const most = Math.max(1e-9, ...known.map((point) => point.value), ...data.lines[0].filter(Boolean).map((point) => point.high ?? point.value)) * 1.06;
    const marks = ticks(0, most, 5);
    const left = Math.max(36, ...marks.map((mark) => textWidth(tick(mark, marks[1] - marks[0]), 12) + 14));
    const [right, top, high] = [8, 26, width < 560 ? 180 : 240];
    const column = (width - left - right) / n;
    return {
      height: top + high + 30,
      option: {
        grid: { left, right, top, height: high },
        xAxis: bare(-0.5, n - 0.5),
        yAxis: bare(0, most),
        series: [
          targets(tokens, n, (i, at) => ({ type: "rect", shape: { x: at(i - 0.5, 0)[0], y: top, width: Math.max(1, column), height: high } })),
          layer((at) => {
            const points = (list, name) => (run) => run.map((i) => at(i, Math.min(most, list[i][name] ?? list[i].value)));
            const strokes = (list, style) => runs(list).map((run) => path(monotone(points(list, "value")(run)), { fill: "none", lineJoin: "round", lineCap: "round", ...style }));
            const [main, other] = data.lines;
            return [
              marks.map((mark) => {
                const y = at(0, mark)[1];
                return [line(left, y, width - right, y, mark ? tokens.line : tokens.lineStrong), text(tokens, tick(mark, marks[1] - marks[0]), left - 8, y, { align: "right" })];
              }),
              text(tokens, data.axis, left - 30, top - 14, { fontSize: 11.5 }),
              runs(main).map((run) => path(band(points(main, "low")(run), points(main, "high")(run), 0, column), { fill: tokens.accent, opacity: 0.2 })),
              other ? strokes(other, { stroke: tokens.inkSoft, lineWidth: 1.5, lineDash: [4, 3] }) : null,
              strokes(main, { stroke: tokens.accent, lineWidth: 2 }),
              hours(data.clocks, column).map((i) => {
                const [x] = at(i - 0.5, 0);
                return [line(x, top + high, x, top + high + 4, tokens.lineStrong), text(tokens, data.clocks[i], x, top + high + 15, { align: "center", fontSize: 11 })];
              }),
            ];
          }),
        ],
      },
    };
  },
  stops: (data) => data.clocks.map((_, row) => ({ row })),
};

/** The quarters at which a full hour is written, as many as there is room for. */
function hours(clocks, column) {
  const full = clocks.flatMap((clock, i) => (clock.endsWith(":00") ? [i] : []));
  for (const every of [1, 2, 3, 4, 6, 12, 24]) {
    const shown = full.filter((i) => Number(clocks[i].split(":")[0]) % every === 0);
    if (!shown.some((i, k) => k && (i - shown[k - 1]) * column < 44)) return shown;
  }
  return [];
}
