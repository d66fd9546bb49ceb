// What all pictures share: text styles, whiskers, the layer that is pointed at, rows of bars and dots.
import { count, percent } from "../figures.js";
import { textWidth } from "../geometry.js";

export const words = (tokens, more = {}) => ({ fontFamily: tokens.face, fontSize: 12, fill: tokens.inkSoft, ...more });

export const text = (tokens, value, x, y, more = {}) => ({ type: "text", silent: true, style: { ...words(tokens), text: value, x, y, verticalAlign: "middle", ...more } });

export const line = (x1, y1, x2, y2, stroke, lineWidth = 1, more = {}) => ({ type: "line", silent: true, shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth, ...more } });

export const rect = (x, y, width, height, fill, more = {}) => ({ type: "rect", silent: true, shape: { x, y, width, height, r: 1 }, style: { fill, ...more } });

export const dot = (cx, cy, r, style) => ({ type: "circle", silent: true, shape: { cx, cy, r }, style });

export const path = (pathData, style) => ({ type: "path", silent: true, shape: { pathData }, style: { fill: "none", ...style } });

/** A horizontal interval with end caps. */
export function whisker(x1, x2, y, stroke, cap = 4) {
  if (x1 == null || x2 == null || !Number.isFinite(x1 + x2)) return [];
  return [line(x1, y, x2, y, stroke, 1.5), line(x1, y - cap, x1, y + cap, stroke, 1.5), line(x2, y - cap, x2, y + cap, stroke, 1.5)];
}

/** One item that draws a whole layer with the coordinates of a grid; it lets the pointer through. */
export function layer(draw, at = 0, z = 2) {
  return {
    type: "custom", coordinateSystem: "cartesian2d", xAxisIndex: at, yAxisIndex: at, silent: true, clip: false, z, data: [[0, 0]], animation: false,
    renderItem: (_, api) => ({ type: "group", silent: true, children: draw((x, y) => api.coord([x, y]), api).flat(Infinity).filter(Boolean) }),
  };
}

/** The invisible things that are pointed at, in the order of the keyboard walk; `shape(i, coord)` is an element. */
export function targets(tokens, n, shape, at = 0) {
  return {
    id: "targets", type: "custom", coordinateSystem: "cartesian2d", xAxisIndex: at, yAxisIndex: at, clip: false, z: 1, animation: false,
    data: Array.from({ length: n }, (_, i) => [0, 0, i]),
    renderItem: (params, api) => {
      const element = shape(params.dataIndex, (x, y) => api.coord([x, y]), api);
      return { ...element, style: { fill: "transparent", ...element.style }, emphasis: { style: { fill: tokens.ink, opacity: 0.06, ...element.emphasis } } };
    },
  };
}

/** A value axis that says nothing by itself; pictures draw their own marks. */
export const bare = (min, max, more = {}) => ({ type: "value", min, max, axisLabel: { show: false }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, ...more });

/** Rows with names at the left, an axis at the bottom and `draw` in between: bars, dots and whiskers. */
export function rows({ names, low, high, marks, axis, format, tokens, width, rowHeight, draw, right = 24, zero = 0, near = 0 }) {
  const narrow = width < 560;
  const left = narrow ? Math.min(128, width * 0.36) : Math.min(width * 0.36, Math.max(...names.map((name) => name.width)) + 20);
  const lines = names.map((name) => name.lines(left - 12));
  rowHeight = Math.max(rowHeight, 14 * Math.max(...lines.map((parts) => parts.length)) + 10);
  const height = names.length * rowHeight;
  const inline = textWidth(axis, 12) <= left - 34;
  const bottom = height + 8;
  return {
    option: {
      grid: { left, right, top: 8, height },
      xAxis: bare(low, high),
      yAxis: bare(0, names.length, { inverse: true }),
      series: [
        targets(tokens, names.length, (i, at) => {
          const [, y] = at(low, i);
          return { type: "rect", shape: { x: 0, y, width: width, height: rowHeight, r: 3 } };
        }),
        layer((at) => [
          near ? rect(at(-near, 0)[0], 8, at(near, 0)[0] - at(-near, 0)[0], height, tokens.neutral, { opacity: 0.28 }) : [],
          marks.map((mark) => {
            const [x] = at(mark, 0);
            return [line(x, 8, x, bottom, mark === zero ? tokens.lineStrong : tokens.line), text(tokens, format(mark), x, bottom + 14, { align: "center" })];
          }),
          inline ? text(tokens, axis, left - 30, bottom + 14, { align: "right" }) : text(tokens, axis, width - 4, bottom + 34, { align: "right" }),
          names.map((name, i) => {
            const [, y] = at(low, i + 0.5);
            return lines[i].map((part, k, all) =>
              text(tokens, part, left - 12, y + (k - (all.length - 1) / 2) * 14, { align: "right", fill: name.strong ? tokens.ink : tokens.inkSoft, fontWeight: name.strong ? 600 : 400 }),
            );
          }),
          names.map((_, i) => draw(i, (value) => at(value, i + 0.5))),
        ]),
      ],
    },
    height: bottom + (inline ? 26 : 46),
  };
}

export { count, percent };
