// <pe-live src="/halls/wl3/events" target="#hall" href="/halls/wl3/live" lost="连接中断，正在重试" back="已恢复连接"></pe-live>
//
// Keeps a part of the page true to the server.
//   src     address of a server-sent event stream. Its events named `changed` carry JSON {seq, kind, …}.
//           Without `after=` in it, the part is also fetched when the stream opens first, since something may have
//           happened between the page and its stream; with it the server sends what has happened after that event.
//   target  selector of the element to keep.
//   href    where its present state is: a fragment that *is* the element (same id), or a whole page that holds it.
//           Absent: the page's own address. Fetched with the header `HX-Request: true`.
//   always  keeps the stream open while the page is hidden; else it closes after half a minute and comes back.
//   lost, back  what is said quietly when the line breaks and when it has come back.
//
// Dispatches `pe:changed` (bubbles, detail = the JSON) for each event, `pe:morphed` after each change of the part,
// `pe:lost` and `pe:back`. `data-state` is connecting, open or lost; `data-fetched` counts changes of the part.
// A stop at the door (401, 403) or a redirect loads the page anew, so that the server can say what is wrong.
import { coalesce } from "./coalesce.js";
import { parse, patience } from "./follow.js";
import { htmx } from "../htmx.js";

const HIDDEN_MS = 30_000;
const BACK_MS = 3_000;
const FRESH_MS = 10_000;

export class PeLive extends HTMLElement {
  static observedAttributes = ["src"];

  connectedCallback() {
    this.line ??= this.appendLine();
    this.refresh ??= coalesce(() => this.fetchPart());
    this.tries = 0;
    this.stopped = new AbortController();
    const on = (where, name, act) => where.addEventListener(name, act, { signal: this.stopped.signal });
    on(window, "online", () => this.connect());
    on(window, "offline", () => this.lose());
    on(window, "pagehide", () => this.close());
    on(window, "pageshow", (event) => event.persisted && this.connect());
    on(document, "visibilitychange", () => this.shown());
    this.connect();
  }

  disconnectedCallback() {
    this.stopped.abort();
    this.close();
  }

  attributeChangedCallback(_, before, now) {
    // A later `after=` in the same stream is not another stream.
    const bare = (src) => src?.replace(/([?&])after=\d*/, "$1");
    if (before && this.stopped && bare(before) !== bare(now)) this.connect();
  }

  appendLine() {
    const line = document.createElement("p");
    line.className = "connection";
    line.setAttribute("role", "status");
    this.append(line);
    return line;
  }

  connect() {
    this.close();
    const src = this.getAttribute("src");
    if (!src) return;
    this.dataset.state = this.dataset.state === "lost" ? "lost" : "connecting";
    this.source = new EventSource(this.resume(src));
    this.source.onopen = () => this.opened();
    this.source.addEventListener("changed", (event) => this.changed(event));
    this.source.onerror = () => this.broken();
  }

  /** A stream opened anew by us has lost the browser's own Last-Event-ID. */
  resume(src) {
    if (!this.last) return src;
    const url = new URL(src, location.href);
    url.searchParams.set("after", this.last);
    return url.pathname + url.search;
  }

  opened() {
    const again = this.dataset.state === "lost";
    const first = !this.everOpen && !/[?&]after=/.test(this.getAttribute("src"));
    this.everOpen = true;
    this.tries = 0;
    this.dataset.state = "open";
    if (again) {
      this.say(this.getAttribute("back"), BACK_MS);
      this.dispatch("pe:back", null);
    }
    if (again || first || this.slept) this.refresh();
    this.slept = false;
  }

  changed(event) {
    const detail = parse(event.data);
    if (!detail) return;
    if (event.lastEventId) this.last = event.lastEventId;
    this.dispatch("pe:changed", detail);
    this.refresh();
  }

  broken() {
    this.lose();
    // The browser itself tries again after a break, but not after a refusal.
    if (this.source?.readyState === EventSource.CLOSED) this.retry();
  }

  retry() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.connect(), patience(this.tries++));
  }

  lose() {
    if (this.dataset.state === "lost") return;
    this.dataset.state = "lost";
    this.say(this.getAttribute("lost"));
    this.dispatch("pe:lost", null);
  }

  close() {
    clearTimeout(this.waiting);
    this.source?.close();
    this.source = null;
  }

  shown() {
    clearTimeout(this.sleeping);
    if (!document.hidden) {
      if (!this.source) this.connect();
      return;
    }
    if (this.hasAttribute("always")) return;
    this.sleeping = setTimeout(() => {
      this.slept = true;
      this.close();
    }, HIDDEN_MS);
  }

  async fetchPart() {
    const target = document.querySelector(this.getAttribute("target"));
    if (!target) return;
    const href = this.getAttribute("href") ?? location.pathname + location.search;
    let answer;
    try {
      answer = await fetch(href, { headers: { "HX-Request": "true", Accept: "text/html" }, credentials: "same-origin", cache: "no-store" });
    } catch {
      this.lose();
      this.retry();
      return;
    }
    const elsewhere = answer.redirected || [401, 403, 404, 410].includes(answer.status);
    // A page that has only just come would come again the same: it waits like after any other failure.
    if (elsewhere && performance.now() > FRESH_MS) return void location.reload();
    if (elsewhere || !answer.ok) {
      this.lose();
      this.retry();
      return;
    }
    await this.morph(target, await answer.text());
  }

  async morph(target, text) {
    const whole = new DOMParser().parseFromString(text, "text/html");
    const named = target.id && whole.getElementById(target.id);
    await htmx.swap({
      sourceElement: this,
      target,
      text: named ? named.outerHTML : text,
      swap: named ? "outerMorph ignoreTitle:true" : "innerMorph ignoreTitle:true",
    });
    this.dataset.fetched = Number(this.dataset.fetched ?? 0) + 1;
    this.dispatch("pe:morphed", { target: this.getAttribute("target") });
  }

  say(words, ms) {
    clearTimeout(this.hush);
    this.line.textContent = words ?? "";
    if (ms) this.hush = setTimeout(() => (this.line.textContent = ""), ms);
  }

  dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}
