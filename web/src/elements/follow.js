// How a stream is followed, without a page.

/** Milliseconds before try number `n` (from 0): 1, 2, 4, … at most 30 seconds. */
export function patience(n) {
  return Math.min(30_000, 1000 * 2 ** Math.min(n, 5));
}

/** What an event carries, or null where it is not JSON. */
export function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
