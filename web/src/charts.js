// <pe-chart kind="curve" label="体验曲线" table="curve-table"><script type="application/json">{…}</script></pe-chart>
//
// A picture in a page, drawn from the figures inside it. Loaded only where there are pictures; the script inside is
// data, which a content security policy lets be. `table` is the id of the table with the same rows, which is what the
// picture says when it is pointed at and what it saves as CSV. The figures of a curve:
//
//   lang    "zh-CN" or "en"
//   words   {chart, walk, csv, png, bad, neutral, good, volume}: the report's words of the same names
//   ids     touchpoint ids, for their icons;  names  their names, in the order of the journey
//   points  for each touchpoint null (no data: a gap) or {q: [5 %, 25 %, 50 %, 75 %, 95 % quantile], n, few}
//   marks   [{kind: "first" | "peak" | "trough" | "end", at: index, affect, text, under}]
//   visit   optional, one visit over the crowd: {points: [affect or null, …]}
//
// A picture whose figures are replaced (by a morph) draws itself anew.
import { PeChart } from "./element.js";

class PageChart extends PeChart {
  figures() {
    const source = this.querySelector('script[type="application/json"]');
    if (!source) return {};
    this.source = source.textContent;
    const data = JSON.parse(this.source);
    return { data, words: data.words, lang: data.lang };
  }

  connectedCallback() {
    super.connectedCallback();
    this.watch ??= new MutationObserver(() => this.renew());
    this.watch.observe(this, { childList: true });
  }

  disconnectedCallback() {
    this.watch?.disconnect();
  }

  /** After a morph: what was drawn is gone from the element, or the figures are others. */
  renew() {
    const now = this.querySelector('script[type="application/json"]')?.textContent;
    if (now === undefined || (this.plot?.isConnected && now === this.source)) return;
    this.chart?.dispose();
    for (const part of [this.plot, this.spoken, this.tools]) part?.remove();
    this.plot = null;
    super.connectedCallback();
  }

  get fileName() {
    return `peakend-${this.getAttribute("kind")}`;
  }
}

customElements.define("pe-chart", PageChart);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of document.querySelectorAll("pe-chart")) if (chart.plot) chart.draw();
});
