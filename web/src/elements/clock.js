// <pe-clock since="2026-03-02T09:12:05Z" norm="600">12:03</pe-clock>   time gone since, ticking; class `over` beyond the norm
// <pe-clock until="2026-03-02T09:30:00Z">3:10</pe-clock>               time left, then 0:00 and class `over`
// <pe-clock wall zone="Asia/Shanghai">09:24</pe-clock>                 the time of day; wall="date" the date and weekday
//
//   since, until  an instant with zone or offset.   norm  seconds.
//   unit          a word: whole minutes are shown with it ("12 分钟") instead of minutes and seconds.
//   lang          of the date; else the page's.
// What the server wrote inside stands until the first tick and without a script. The page may say the server's time in
// <html data-now="…">: a device whose clock is wrong then still counts right.

/** Milliseconds as m:ss, from an hour on h:mm:ss; never below zero. */
export function elapsedText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Whole minutes with their unit, held together. */
export function minutesText(ms, unit) {
  return `${Math.max(0, Math.floor(ms / 60_000))}\u00a0${unit}`;
}

/** What a clock shows: its words and whether the norm is passed. `now` and the instants are in milliseconds. */
export function reading({ now, since, until, norm, unit }) {
  const ms = until == null ? now - since : until - now;
  const over = until == null ? norm != null && ms > norm * 1000 : ms < 0;
  return { text: unit ? minutesText(ms, unit) : elapsedText(ms), over };
}

const clocks = new Set();
let timer = null;
let offset = null;

/** The server's time, as far as the page told it. */
export function serverNow() {
  if (offset === null) {
    const said = Date.parse(document.documentElement.dataset.now ?? "");
    offset = Number.isNaN(said) ? 0 : said - Date.now() + performance.now();
    // A page kept open counts on from its start; a second of transport is not worth mending.
    if (Math.abs(offset) < 2000) offset = 0;
  }
  return Date.now() + offset;
}

function tick() {
  for (const clock of clocks) clock.show();
  clearTimeout(timer);
  timer = clocks.size ? setTimeout(tick, 1000 - (Date.now() % 1000)) : null;
}

/** Elements that were morphed have the server's text again: shown anew before the next paint. */
export function showClocks() {
  for (const clock of clocks) clock.show();
}

export class PeClock extends HTMLElement {
  static observedAttributes = ["since", "until", "norm", "unit", "wall", "zone"];

  connectedCallback() {
    clocks.add(this);
    this.show();
    timer ??= setTimeout(tick, 1000 - (Date.now() % 1000));
  }

  disconnectedCallback() {
    clocks.delete(this);
  }

  attributeChangedCallback() {
    if (clocks.has(this)) this.show();
  }

  show() {
    const now = serverNow();
    if (this.hasAttribute("wall")) return this.put(this.wall(now));
    const instant = (name) => (this.hasAttribute(name) ? Date.parse(this.getAttribute(name)) : null);
    const [since, until] = [instant("since"), instant("until")];
    if (!Number.isFinite(until ?? since)) return;
    const norm = this.hasAttribute("norm") ? Number(this.getAttribute("norm")) : null;
    const { text, over } = reading({ now, since, until, norm, unit: this.getAttribute("unit") });
    this.put(text);
    this.classList.toggle("over", over);
  }

  wall(now) {
    const lang = this.lang || document.documentElement.lang || "zh-CN";
    const zone = this.getAttribute("zone") ?? undefined;
    const date = { month: "long", day: "numeric", weekday: "long" };
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return new Intl.DateTimeFormat(lang, { ...(this.getAttribute("wall") === "date" ? date : time), timeZone: zone }).format(now);
  }

  put(text) {
    if (this.textContent !== text) this.textContent = text;
  }
}
