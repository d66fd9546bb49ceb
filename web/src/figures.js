// Numbers on axes, written as the report writes them.

const minus = (text) => text.replace("-", "−");

export function decimal(value, digits) {
  return minus(value.toFixed(digits));
}

/** With as many decimals as the step between ticks needs. */
export function tick(value, step) {
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return minus(value.toFixed(digits));
}

export function percent(share, lang) {
  const text = minus(String(+(share * 100).toFixed(1)));
  return lang === "en" ? `${text}\u00a0%` : `${text}%`;
}

export function count(n) {
  return n.toLocaleString("en-GB");
}
