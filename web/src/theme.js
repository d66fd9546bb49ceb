// Colours and sizes by the names of tokens.css, so that pictures and page have one source.

const names = ["paper", "raised", "sunk", "line", "line-strong", "ink", "ink-soft", "accent", "accent-soft", "bad", "neutral", "good", "bad-ink", "good-ink", "face"];

export function theme() {
  const style = getComputedStyle(document.documentElement);
  const tokens = {};
  for (const name of names) tokens[name.replace(/-(.)/g, (_, c) => c.toUpperCase())] = style.getPropertyValue(`--${name}`).trim();
  return tokens;
}

/**
 * The feeling scale as a gradient in pixels, from `good` at the first point to `bad` at the second, `strength` of it
 * on paper. Mixed rather than made transparent: some printers drop the transparency of a gradient.
 */
export function feelingGradient(tokens, from, to, strength) {
  const on = (colour) => mix(colour, tokens.paper, strength);
  return {
    type: "linear", global: true, x: from[0], y: from[1], x2: to[0], y2: to[1],
    colorStops: [
      { offset: 0, color: on(tokens.good) },
      { offset: 0.28, color: on(mix(tokens.good, tokens.neutral, 0.75)) },
      { offset: 0.5, color: on(tokens.neutral) },
      { offset: 0.72, color: on(mix(tokens.bad, tokens.neutral, 0.75)) },
      { offset: 1, color: on(tokens.bad) },
    ],
  };
}

const full = (hex) => (hex.length === 4 ? `#${[...hex.slice(1)].map((c) => c + c).join("")}` : hex);
const parts = (short) => [1, 3, 5].map((at) => parseInt(full(short).slice(at, at + 2), 16));

/** `share` of the first colour in the second. */
export function mix(first, second, share) {
  const [a, b] = [parts(first), parts(second)];
  return `#${a.map((c, i) => Math.round(c * share + b[i] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

/** Colour of a feeling in [−1, 1]. */
export function feeling(tokens, value) {
  const strong = Math.min(1, Math.abs(value));
  return mix(value < 0 ? tokens.bad : tokens.good, tokens.neutral, strong);
}
