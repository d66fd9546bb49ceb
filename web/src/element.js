// <pe-chart kind data-of table label>: draws one picture, walks it by keyboard, and offers both downloads.
import { init } from "./echarts.js";
import { band } from "./charts/band.js";
import { curve, curveSmall } from "./charts/curve.js";
import { drivers, models, peaks, weights } from "./charts/bars.js";
import { funnel, quadrants } from "./charts/scatter.js";
import { matrix } from "./charts/matrix.js";
import { course, whisker } from "./charts/whisker.js";
import { png, save } from "./download.js";
import { rowText, tableCsv } from "./table.js";
import { theme } from "./theme.js";

const kinds = { band, course, curve, "curve-small": curveSmall, drivers, funnel, matrix, models, peaks, quadrants, weights, whisker };

/** What is said at a stop, as an element of the page; names come from outside and stay text. */
function tip(said) {
  const box = document.createElement("div");
  box.className = "tip";
  const title = document.createElement("strong");
  title.textContent = said.title;
  const list = document.createElement("dl");
  for (const [name, value] of said.pairs) {
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    dt.textContent = name;
    dd.textContent = value;
    list.append(dt, dd);
  }
  box.append(title, list);
  return box;
}

/** Beside what is pointed at, so that it stays in sight; under a whole row. */
function beside(pointer, _point, _element, rect, { contentSize: [w, h], viewSize: [width, height] }) {
  const within = (value, most) => Math.max(4, Math.min(value, most - 4));
  if (!rect) return [within(pointer[0] + 14, width - w), within(pointer[1] + 14, height - h)];
  if (rect.width > width / 2) {
    const under = rect.y + rect.height + 6;
    return [within(pointer[0] - w / 2, width - w), under + h < height ? under : within(rect.y - h - 6, height - h)];
  }
  const right = rect.x + rect.width + 10;
  return [right + w < width ? right : within(rect.x - w - 10, width - w), within(rect.height > height / 2 ? rect.y + 10 : rect.y - 10, height - h)];
}

export class PeChart extends HTMLElement {
  static payload = null;

  /** The figures with their words and language; a report has them once, a page in each picture. */
  figures() {
    const { charts, words, lang } = PeChart.payload ?? {};
    return { data: charts?.[this.dataset.of], words, lang };
  }

  connectedCallback() {
    this.kind = kinds[this.getAttribute("kind")];
    if (!this.kind || this.plot) return;
    const { data, words, lang } = this.figures();
    if (!data) return;
    Object.assign(this, { data, words, language: lang });
    this.table = document.getElementById(this.data.table ?? this.getAttribute("table"));
    this.at = -1;
    this.build();
    this.draw();
    new ResizeObserver(() => {
      if (Math.round(this.clientWidth) !== this.drawn && this.clientWidth && !document.documentElement.hasAttribute("data-print")) this.draw();
    }).observe(this);
  }

  build() {
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.tabIndex = 0;
    this.plot.setAttribute("role", "application");
    this.plot.setAttribute("aria-roledescription", this.words.chart);
    this.plot.setAttribute("aria-label", `${this.getAttribute("label")}. ${this.words.walk}`);
    this.plot.addEventListener("keydown", (event) => this.key(event));
    this.plot.addEventListener("blur", () => this.leave());
    this.spoken = document.createElement("div");
    this.spoken.className = "spoken";
    this.spoken.setAttribute("aria-live", "polite");
    this.tools = document.createElement("div");
    this.tools.className = "tools";
    const walk = document.createElement("span");
    walk.className = "walk";
    walk.textContent = this.words.walk;
    walk.setAttribute("aria-hidden", "true");
    this.tools.append(walk);
    const small = this.getAttribute("kind") === "curve-small";
    if (this.table && !small && !this.data.table) this.button(this.words.csv, () => this.saveCsv());
    this.button(this.words.png, () => this.savePng());
    this.append(this.plot, this.spoken, this.tools);
  }

  button(words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.setAttribute("aria-label", `${words}: ${this.heading}`);
    button.addEventListener("click", act);
    this.tools.append(button);
  }

  get heading() {
    const near = this.closest("figure")?.querySelector("figcaption strong") ?? this.closest(".part")?.querySelector("h3") ?? this.closest("section")?.querySelector("h2");
    return near?.textContent.trim() ?? "";
  }

  /** Draws for the screen, or `width` pixels wide for paper. */
  draw(width) {
    this.drawn = Math.round(width ?? this.clientWidth);
    if (!this.drawn) return;
    const tokens = theme();
    const context = { tokens, width: this.drawn, words: this.words, lang: this.language };
    this.stops = this.kind.stops(this.data, context);
    const { option, height } = this.kind.draw(this.data, context);
    this.chart?.dispose();
    this.plot.style.width = width ? `${width}px` : "";
    this.plot.style.height = `${Math.round(height)}px`;
    this.chart = init(this.plot, null, { renderer: "svg", width: this.drawn, height: Math.round(height) });
    this.chart.setOption({
      animation: false,
      textStyle: { fontFamily: tokens.face },
      tooltip: {
        trigger: "item", confine: true, transitionDuration: 0, enterable: false, backgroundColor: tokens.raised, borderColor: tokens.line, borderWidth: 1, padding: [8, 12],
        extraCssText: "box-shadow: 0 2px 12px rgb(0 0 0 / 12%); border-radius: 6px;",
        position: beside,
        formatter: (point) => (this.said(point.dataIndex) ? tip(this.said(point.dataIndex)) : ""),
      },
      ...option,
    });
    this.targets = option.series.findIndex((series) => series.id === "targets");
    this.plot.querySelector("svg")?.setAttribute("aria-hidden", "true");
  }

  said(index) {
    const stop = this.stops[index];
    return stop?.said ?? (stop && rowText(this.table, stop.row, stop.col));
  }

  key(event) {
    const last = this.stops.length - 1;
    const to = { ArrowRight: this.at + 1, ArrowDown: this.at + 1, ArrowLeft: this.at - 1, ArrowUp: this.at - 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") return this.leave();
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.walk(Math.min(last, Math.max(0, to)));
  }

  walk(to) {
    this.leave();
    this.at = to;
    const target = { seriesIndex: this.targets, dataIndex: to };
    this.chart.dispatchAction({ type: "highlight", ...target });
    this.chart.dispatchAction({ type: "showTip", ...target });
    const said = this.said(to);
    this.spoken.textContent = said ? `${said.title}: ${said.pairs.map((pair) => pair.join(" ")).join(", ")}` : "";
  }

  leave() {
    if (this.at < 0) return;
    this.chart.dispatchAction({ type: "downplay", seriesIndex: this.targets });
    this.chart.dispatchAction({ type: "hideTip" });
    this.at = -1;
  }

  get fileName() {
    return `peakend-${this.dataset.of}`;
  }

  saveCsv() {
    save(new Blob([tableCsv(this.table, this.words)], { type: "text/csv;charset=utf-8" }), `${this.fileName}.csv`);
  }

  async savePng() {
    const source = [...document.querySelectorAll(".file, .colophon p")].map((line) => line.textContent.trim())[0] ?? "";
    const blob = await png(this.plot.querySelector("svg"), { title: this.heading, source: `Peakend · ${source}`, tokens: theme() });
    save(blob, `${this.fileName}.png`);
  }
}
