// <pe-idle seconds="30" warn="10" href="/kiosk/…">
//   <dialog><h2>还在吗？</h2><p><output data-left>10</output> 秒后回到首页</p><button class="button big primary" data-stay>继续办理</button></dialog>
// </pe-idle>
//
// After `seconds` without a touch, a key or a move of the pointer, goes to `href`, or submits the form named by
// `form="id"`. `warn` seconds before, opens the dialog inside and counts down in [data-left]; a press anywhere closes it.
// `fixed` does not begin anew at a touch: a time-out that runs whatever happens. Without a script nothing happens, so
// the server must not rely on it alone.

/** What a time without a touch means: going on, warned (with seconds left), or out. All in seconds. */
export function idleState(idle, seconds, warn) {
  if (idle >= seconds) return { state: "out", left: 0 };
  if (warn && idle >= seconds - warn) return { state: "warned", left: Math.ceil(seconds - idle) };
  return { state: "on", left: Math.ceil(seconds - idle) };
}

export class PeIdle extends HTMLElement {
  connectedCallback() {
    this.since = performance.now();
    this.stopped = new AbortController();
    const signal = this.stopped.signal;
    if (!this.hasAttribute("fixed")) {
      for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) document.addEventListener(name, () => this.touch(), { signal, passive: true, capture: true });
      // A whole press closes the warning, not its beginning: its end would meet what lies beneath.
      document.addEventListener("click", () => this.dialog?.open && this.dialog.close(), { signal });
    }
    this.addEventListener("click", (event) => event.target.closest("[data-stay]") && this.dialog.close(), { signal });
    this.addEventListener("close", () => this.touch(), { signal, capture: true });
    this.timer = setInterval(() => this.look(), 250);
  }

  disconnectedCallback() {
    this.stopped.abort();
    clearInterval(this.timer);
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  touch() {
    this.since = performance.now();
  }

  look() {
    const seconds = Number(this.getAttribute("seconds") ?? 30);
    const { state, left } = idleState((performance.now() - this.since) / 1000, seconds, Number(this.getAttribute("warn") ?? 0));
    if (state === "out") return this.out();
    if (!this.dialog || (state !== "warned" && !this.dialog.open)) return;
    if (!this.dialog.open) this.dialog.showModal();
    const place = this.dialog.querySelector("[data-left]");
    if (place && place.textContent !== String(left)) place.textContent = String(left);
  }

  out() {
    clearInterval(this.timer);
    const form = document.getElementById(this.getAttribute("form") ?? "");
    if (form) form.requestSubmit();
    else if (this.hasAttribute("href")) location.assign(this.getAttribute("href"));
  }
}
