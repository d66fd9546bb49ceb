// Pictures made of rows: peaks by touchpoint, models, weights, drivers.
import { textWidth, ticks, wrap } from "../geometry.js";
import { percent, tick } from "../figures.js";
import { dot, rect, rows, text, whisker } from "./parts.js";

/** A row's name with its width and how it breaks. */
const named = (name, strong = false) => ({
  strong,
  width: textWidth(name, 12.5),
  lines: (width) => wrap(name, 12, width).slice(0, 5),
});

const finite = (values) => values.filter((value) => value != null && Number.isFinite(value));

function span(values, { zero = true, pad = 0.06 } = {}) {
  const known = finite(values);
  const low = Math.min(...known, ...(zero ? [0] : []));
  const high = Math.max(...known, ...(zero ? [0] : []));
  const room = (high - low || 1) * pad;
  return [low < 0 ? low - room : low, high + room];
}

/** Which touchpoints carry the peak: a bar of good and bad peaks with its interval, a hollow dot for troughs. */
export const peaks = {
  draw(data, ctx) {
    const { tokens } = ctx;
    const [low, high] = span(data.rows.flatMap((row) => [row.high, row.trough_high]));
    const marks = ticks(low, high, ctx.width < 560 ? 3 : 6);
    return rows({
      names: data.rows.map((row) => named(row.name)), low, high, marks, axis: data.axis, tokens, width: ctx.width, rowHeight: 26,
      format: (value) => percent(value, ctx.lang),
      draw(i, at) {
        const row = data.rows[i];
        const [zero, y] = at(0);
        const x = (value) => at(value)[0];
        return [
          rect(zero, y - 7, x(row.positive) - zero, 14, tokens.good),
          rect(x(row.positive), y - 7, x(row.share) - x(row.positive), 14, tokens.bad),
          whisker(x(row.low), x(row.high), y, tokens.ink),
          dot(x(row.trough), y, 4.5, { fill: tokens.paper, stroke: tokens.bad, lineWidth: 1.75 }),
        ];
      },
    });
  },
  stops: (data) => data.rows.map((_, row) => ({ row })),
};

/** What each summary explains beyond the mean. */
export const models = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const [low, high] = span(data.rows.flatMap((row) => [row.low, row.high, row.gain]), { pad: 0.06 });
    const marks = ticks(low, high, width < 560 ? 3 : 6);
    const figures = width < 560 ? 16 : Math.max(...data.rows.map((row) => textWidth(row.text, 12))) + 32;
    return rows({
      names: data.rows.map((row) => named(row.name, row.used)), low, high, marks, axis: data.axis, tokens, width, rowHeight: width < 560 ? 46 : 36, right: figures,
      format: (value) => (value > 0 ? "+" : "") + tick(value, marks[1] - marks[0]),
      draw(i, at) {
        const row = data.rows[i];
        const [x, y] = at(row.gain);
        const colour = row.used ? tokens.accent : row.eligible ? tokens.inkSoft : tokens.lineStrong;
        return [
          row.baseline ? null : whisker(at(row.low)[0], at(row.high)[0], y, colour),
          dot(x, y, row.used ? 7 : 5.5, row.eligible ? { fill: colour } : { fill: tokens.paper, stroke: colour, lineWidth: 1.75 }),
          width < 560 ? null : text(tokens, row.text, width - 2, y, { align: "right", fill: row.used ? tokens.ink : tokens.inkSoft, fontWeight: row.used ? 600 : 400 }),
        ];
      },
    });
  },
  stops: (data) => data.rows.map((_, row) => ({ row })),
};

/** The weights of the model in use. */
export const weights = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const [low, high] = span(data.rows.flatMap((row) => [row.low, row.high, row.value]), { pad: 0.06 });
    const marks = ticks(low, high, width < 560 ? 3 : 6);
    const figures = width < 560 ? 16 : Math.max(...data.rows.map((row) => textWidth(row.text, 12))) + 32;
    return rows({
      names: data.rows.map((row) => named(row.name)), low, high, marks, axis: data.axis, tokens, width, rowHeight: 40, right: figures,
      format: (value) => tick(value, marks[1] - marks[0]),
      draw(i, at) {
        const row = data.rows[i];
        const [x, y] = at(row.value);
        return [
          row.low == null ? null : whisker(at(row.low)[0], at(row.high)[0], y, tokens.accent),
          dot(x, y, 6.5, row.low == null ? { fill: tokens.paper, stroke: tokens.accent, lineWidth: 1.75 } : { fill: tokens.accent }),
          width < 560 ? null : text(tokens, row.text, width - 2, y, { align: "right", fill: tokens.ink }),
        ];
      },
    });
  },
  stops: (data) => data.rows.map((_, row) => ({ row })),
};

/** Importance: LMG bars with intervals, relative weights as hollow dots. */
export const drivers = {
  draw(data, ctx) {
    const { tokens } = ctx;
    const [low, high] = span(data.rows.flatMap((row) => [row.high, row.lmg, row.relative]));
    const marks = ticks(low, high, ctx.width < 560 ? 3 : 6);
    return rows({
      names: data.rows.map((row) => named(row.name)), low, high, marks, axis: data.axis, tokens, width: ctx.width, rowHeight: 28,
      format: (value) => tick(value, marks[1] - marks[0]),
      draw(i, at) {
        const row = data.rows[i];
        const [zero, y] = at(0);
        const x = (value) => (value == null ? null : at(value)[0]);
        return [
          rect(zero, y - 7, x(row.lmg) - zero, 14, tokens.accent, { opacity: 0.75 }),
          whisker(x(row.low), x(row.high), y, tokens.ink),
          dot(x(row.relative), y, 4.5, { fill: tokens.paper, stroke: tokens.inkSoft, lineWidth: 1.75 }),
        ];
      },
    });
  },
  stops: (data) => data.rows.map((_, row) => ({ row })),
};
