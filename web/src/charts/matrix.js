// Purposes × touchpoints: how often a visit of that purpose peaks there.
import { textWidth, wrap } from "../geometry.js";
import { feeling } from "../theme.js";
import { percent } from "../figures.js";
import { bare, dot, layer, line, targets, text } from "./parts.js";

export const matrix = {
  draw(data, ctx) {
    const { tokens, width, lang } = ctx;
    const [n, m] = [data.touchpoints.length, data.purposes.length];
    const left = width < 560 ? Math.min(116, width * 0.3) : Math.min(200, Math.max(...data.touchpoints.map((name) => textWidth(name, 12.5))) + 20);
    const across = Math.min(200, (width - left) / m);
    const heads = data.purposes.map((name) => wrap(name, 12, across - 6).slice(0, 4));
    // Names that do not fit across lean back, which takes room at the right.
    const lean = heads.some((parts) => parts.some((part) => textWidth(part, 12) > across - 2));
    const longest = Math.max(...data.purposes.map((name) => textWidth(name, 12)));
    const column = lean ? (width - left - Math.min(80, longest * 0.6)) / m : across;
    const top = lean ? 20 + Math.min(150, longest * 0.75) : 14 + 15 * Math.max(...heads.map((parts) => parts.length));
    const row = 34;
    const biggest = Math.max(0.05, ...data.shares.flat().map(([share]) => share));
    const full = Math.min(column / 2 - 4, 19);
    return {
      height: top + n * row + 8,
      option: {
        grid: { left, width: column * m, top, height: n * row },
        xAxis: bare(0, m),
        yAxis: bare(0, n, { inverse: true }),
        series: [
          targets(tokens, n * m, (k, at) => {
            const [x, y] = at(Math.floor(k / n), k % n);
            return { type: "rect", shape: { x, y, width: column, height: row, r: 3 } };
          }),
          layer((at) => [
            heads.map((parts, p) => lean ? { type: "text", silent: true, x: at(p + 0.5, 0)[0], y: top - 10, rotation: 0.85, style: { text: data.purposes[p], fontFamily: tokens.face, fontSize: 12, fill: tokens.ink, verticalAlign: "middle" } } : parts.map((part, k) => text(tokens, part, at(p + 0.5, 0)[0], top - 12 - 15 * (parts.length - 1 - k), { align: "center", fill: tokens.ink }))),
            data.touchpoints.map((name, t) => {
              const [, y] = at(0, t + 0.5);
              const parts = wrap(name, 12, left - 12).slice(0, 2);
              return [line(left, y + row / 2, left + column * m, y + row / 2, tokens.line), parts.map((part, k) => text(tokens, part, left - 12, y + (k - (parts.length - 1) / 2) * 13, { align: "right" }))];
            }),
            data.shares.map((shares, p) =>
              shares.map(([share, good], t) => {
                if (!share) return null;
                const [x, y] = at(p + 0.5, t + 0.5);
                const r = Math.max(1.5, full * Math.sqrt(share / biggest));
                const top = data.top[p].includes(t);
                return [
                  dot(x, y, r, { fill: feeling(tokens, 2 * good - 1), opacity: 0.9 }),
                  top && dot(x, y, r + 3, { fill: "none", stroke: tokens.ink, lineWidth: 2 }),
                  (top || share > 0.12) && column > 92 && text(tokens, percent(+share.toFixed(2), lang), x + r + 8, y, { fill: tokens.ink, fontWeight: top ? 600 : 400 }),
                ];
              }),
            ),
          ]),
        ],
      },
    };
  },
  stops: (data) => data.purposes.flatMap((_, p) => data.touchpoints.map((_, row) => ({ row, col: p + 1 }))),
};
