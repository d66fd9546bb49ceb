// Pictures made of points: the funnel of halls, and importance against performance.
import { cut, limitAt, place, textWidth, ticks } from "../geometry.js";
import { count, tick } from "../figures.js";
import { bare, dot, layer, line, path, rect, targets, text } from "./parts.js";

const extent = (values) => [Math.min(...values), Math.max(...values)];

/** Labels beside their points, kept off each other and off the other points. */
function labels(items, points, bounds, tokens, size = 12) {
  const boxes = items.map((item) => ({ x: item.x, y: item.y, r: item.r ?? 6, w: textWidth(item.text, size) + 6, h: 17, prefer: item.prefer ?? ["right", "up", "down", "left"] }));
  const obstacles = points.map(([x, y]) => ({ x: x - 5, y: y - 5, w: 10, h: 10 }));
  return place(boxes, obstacles, bounds).map((box, k) => {
    // A name that would hide others is left to the tip and the table, unless it matters most.
    if ((box.clash > 0.3 || box.reach > 3) && !items[k].strong) return null;
    const near = [Math.min(Math.max(items[k].x, box.x), box.x + box.w), Math.min(Math.max(items[k].y, box.y + 3), box.y + box.h - 3)];
    return [box.far ? line(items[k].x, items[k].y, ...near, tokens.inkSoft, 1, { opacity: 0.6 }) : null, text(tokens, items[k].text, box.x + 3, box.y + 8.5, { fontSize: size, fill: items[k].fill ?? tokens.ink, fontWeight: items[k].strong ? 600 : 400, stroke: tokens.paper, lineWidth: 3.5 })];
  });
}

/** Halls: raw scores hollow, shrunk ones filled, control limits around the peers' mean. */
export const funnel = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const halls = data.halls.filter((hall) => Number.isFinite(hall.raw) && Number.isFinite(hall.shrunk));
    const narrow = width < 560;
    const [left, right, top, high] = [narrow ? 40 : 56, narrow ? 8 : 20, 30, narrow ? 340 : 420];
    const [fewest, most] = extent(halls.map((hall) => Math.max(1, hall.n)));
    const log = most / fewest > 20;
    const scale = log ? Math.log10 : (n) => n;
    const room = (scale(most) - scale(fewest) || 1) * 0.05;
    const [x0, x1] = [log ? scale(fewest) - room : 0, scale(most) + room];
    const known = (name) => halls.map((hall) => ({ n: hall.n, half: (hall[name][1] - hall[name][0]) / 2 })).filter((k) => Number.isFinite(k.half));
    const steps = Array.from({ length: 81 }, (_, k) => x0 + ((x1 - x0) * k) / 80).map((x) => [x, log ? 10 ** x : x]).filter(([, n]) => n >= Math.min(fewest, most) * 0.85);
    const values = halls.flatMap((hall) => [hall.raw, hall.shrunk]);
    const typical = limitAt(Math.min(most, fewest * 1.6), known("l998")) ?? 0.1;
    const reach = Math.max(...values.map((v) => Math.abs(v - data.mean)), Math.min(typical, 0.6)) * 1.08 || 0.1;
    const [y0, y1] = [Math.max(-1, data.mean - reach), Math.min(1, data.mean + reach)];
    const across = log ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7].filter((n) => scale(n) >= x0 && scale(n) <= x1) : ticks(x0, x1, narrow ? 4 : 7);
    const shown = narrow ? across.filter((_, k) => across.length < 6 || k % 2 === 0) : across;
    const up = ticks(y0, y1, 8);
    const clamp = (v) => Math.min(y1, Math.max(y0, v));
    const where = halls.map((hall) => scale(Math.max(1, hall.n)));
    const colour = (side) => (side > 0 ? tokens.good : side < 0 ? tokens.bad : tokens.inkSoft);
    return {
      height: top + high + 50,
      option: {
        grid: { left, right, top, height: high },
        xAxis: bare(x0, x1),
        yAxis: bare(y0, y1),
        series: [
          layer((at) => {
            const limit = (name, sign) => steps.map(([x, n]) => at(x, clamp(data.mean + sign * limitAt(n, known(name)))));
            const straight = (points) => points.map((p, k) => `${k ? "L" : "M"}${p.map((c) => c.toFixed(1)).join(" ")}`).join("");
            const area = (name) => `${straight(limit(name, 1))}${straight(limit(name, -1).reverse()).replace("M", "L")}Z`;
            const mean = at(x0, data.mean)[1];
            return [
              up.map((value) => [line(left, at(x0, value)[1], width - right, at(x0, value)[1], tokens.line), text(tokens, tick(value, up[1] - up[0]), left - 8, at(x0, value)[1], { align: "right" })]),
              shown.map((n) => text(tokens, count(n), at(scale(n), y0)[0], top + high + 16, { align: "center" })),
              line(left, top + high, width - right, top + high, tokens.lineStrong),
              path(area("l998"), { fill: tokens.neutral, opacity: 0.16 }),
              path(area("l95"), { fill: tokens.neutral, opacity: 0.22 }),
              [1, -1].map((sign) => [path(straight(limit("l95", sign)), { stroke: tokens.lineStrong, lineWidth: 1.25 }), path(straight(limit("l998", sign)), { stroke: tokens.lineStrong, lineWidth: 1.25, lineDash: [4, 4] })]),
              line(left, mean, width - right, mean, tokens.ink, 1.25, { lineDash: [7, 4] }),
              text(tokens, data.x, width - right, top + high + 38, { align: "right" }),
              text(tokens, data.y, 2, 8),
            ];
          }, 0, 1),
          { ...targets(tokens, halls.length, (i, at) => {
            const [cx, cy] = at(where[i], halls[i].shrunk);
            return { type: "circle", shape: { cx, cy, r: 11 }, emphasis: { opacity: 0.14 } };
          }), z: 2 },
          layer((at) => {
            const reachRight = limitAt(most * 0.6, known("l998")) ?? 0;
            const limit998 = [at(x0, clamp(data.mean + reachRight))[1]];
            const raw = halls.map((hall, i) => at(where[i], hall.raw));
            const shrunk = halls.map((hall, i) => at(where[i], hall.shrunk));
            // Named in the picture: those farthest outside; the list and the table have all.
            const beyond = (hall) => Math.abs(hall.shrunk - data.mean) / Math.max(1e-9, (hall.l998[1] - hall.l998[0]) / 2);
            const differing = halls.map((hall, i) => ({ hall, i })).filter(({ hall }) => hall.side).sort((a, b) => beyond(b.hall) - beyond(a.hall)).slice(0, 8);
            return [
              halls.map((hall, i) => line(...raw[i], ...shrunk[i], hall.side ? colour(hall.side) : tokens.inkSoft, hall.side ? 1.5 : 1, { opacity: hall.side ? 0.9 : 0.45 })),
              raw.map(([x, y], i) => dot(x, y, 3.75, { fill: tokens.paper, stroke: colour(halls[i].side), lineWidth: 1.25 })),
              shrunk.map(([x, y], i) => dot(x, y, halls[i].side ? 6 : 4.25, { fill: colour(halls[i].side), opacity: halls[i].side ? 1 : 0.75, stroke: tokens.paper, lineWidth: 1 })),
              text(tokens, data.mean_text, width - right, Math.min(...limit998, at(x0, data.mean)[1] - 14) - 12, { align: "right", fill: tokens.ink, stroke: tokens.paper, lineWidth: 3.5 }),
              labels(differing.map(({ hall, i }) => ({ x: shrunk[i][0], y: shrunk[i][1], text: `${hall.side > 0 ? "▲" : "▼"} ${cut(hall.name, 12, narrow ? 110 : 190)}`, strong: differing.length < 6, prefer: hall.side > 0 ? ["up", "up-left", "up-right"] : ["down", "down-left", "down-right"] })), [...raw, ...shrunk, ...raw.map(([x, y], i) => [x, (y + shrunk[i][1]) / 2]), ...raw.map(([x, y], i) => [x, y * 0.25 + shrunk[i][1] * 0.75])], { x: left, y: top - 12, w: width - left - right, h: high + 6 }, tokens),
            ];
          }, 0, 3),
        ],
      },
    };
  },
  // The table has every hall, the picture those with figures.
  stops: (data) => data.halls.map((hall, row) => ({ hall, row })).filter(({ hall }) => Number.isFinite(hall.raw) && Number.isFinite(hall.shrunk)).map(({ row }) => ({ row })),
};

/** Importance × performance, the four quadrants named in their corners. */
export const quadrants = {
  draw(data, ctx) {
    const { tokens, width } = ctx;
    const narrow = width < 560;
    const [left, right, top, high] = [narrow ? 44 : 60, 12, 30, narrow ? 360 : 440];
    const [mx, my] = data.mid;
    const wide = (values, mid) => Math.max(...values.map((v) => Math.abs(v - mid)), 1e-6) * 1.16;
    const [lx, hx] = extent([...data.points.map((p) => p.x), mx]);
    const [ly, hy] = extent([...data.points.map((p) => p.y), my]);
    const [x0, x1] = [lx - (hx - lx || 1) * 0.12, hx + (hx - lx || 1) * 0.14];
    const [y0, y1] = [Math.min(0, ly), hy + wide([hy], my) * 0.14];
    const [across, up] = [ticks(x0, x1, narrow ? 4 : 7), ticks(y0, y1, 5)];
    const colours = { act: tokens.bad, keep: tokens.good, low: tokens.inkSoft, excess: tokens.inkSoft, none: tokens.inkSoft };
    return {
      height: top + high + 50,
      option: {
        grid: { left, right, top, height: high },
        xAxis: bare(x0, x1),
        yAxis: bare(y0, y1),
        series: [
          layer((at) => {
            const [cx, cy] = at(mx, my);
            const [ex, ey] = [width - right, top + high];
            const corner = (word, x, y, align, strong) => text(tokens, word, x, y, { align, fontSize: 12, fontWeight: strong ? 600 : 400, fill: strong ? tokens.badInk : tokens.inkSoft });
            return [
              rect(left, top, cx - left, cy - top, tokens.bad, { opacity: 0.07 }),
              rect(cx, top, ex - cx, cy - top, tokens.good, { opacity: 0.06 }),
              across.map((value) => text(tokens, tick(value, across[1] - across[0]), at(value, y0)[0], ey + 16, { align: "center" })),
              up.map((value) => text(tokens, tick(value, up[1] - up[0]), left - 8, at(x0, value)[1], { align: "right" })),
              line(left, ey, ex, ey, tokens.line), line(left, top, left, ey, tokens.line),
              line(cx, top, cx, ey, tokens.lineStrong, 1, { lineDash: [5, 4] }),
              line(left, cy, ex, cy, tokens.lineStrong, 1, { lineDash: [5, 4] }),
              corner(data.corners.act, left + 8, top + 14, "left", true),
              corner(data.corners.keep, ex - 8, top + 14, "right"),
              corner(data.corners.low, left + 8, ey - 14, "left"),
              corner(data.corners.excess, ex - 8, ey - 14, "right"),
              text(tokens, data.x, ex, ey + 38, { align: "right" }),
              text(tokens, data.y, 2, 8),
            ];
          }, 0, 1),
          { ...targets(tokens, data.points.length, (i, at) => {
            const [cx, cy] = at(data.points[i].x, data.points[i].y);
            return { type: "circle", shape: { cx, cy, r: 12 }, emphasis: { opacity: 0.14 } };
          }), z: 2 },
          layer((at) => {
            const points = data.points.map((p) => at(p.x, p.y));
            return [
              points.map(([x, y], i) => {
                const colour = colours[data.points[i].place];
                return dot(x, y, 6, data.points[i].place === "none" ? { fill: tokens.paper, stroke: colour, lineWidth: 1.75 } : { fill: colour, stroke: tokens.paper, lineWidth: 1 });
              }),
              labels(data.points.map((p, i) => ({ x: points[i][0], y: points[i][1], text: cut(p.name, 12, narrow ? 96 : 170), fill: p.place === "none" ? tokens.inkSoft : tokens.ink, strong: p.place === "act" })), points, { x: left + 2, y: top + 22, w: width - left - right - 4, h: high - 46 }, tokens),
            ];
          }, 0, 3),
        ],
      },
    };
  },
  stops: (data) => data.points.map((_, row) => ({ row })),
};
