// The report's script: pictures, the contents' marker, and paper. Everything else is in the page already.
import { PeChart } from "./element.js";

PeChart.payload = JSON.parse(document.getElementById("findings").textContent);
customElements.define("pe-chart", PeChart);

const charts = () => [...document.querySelectorAll("pe-chart")].filter((chart) => chart.plot);
const redraw = () => charts().forEach((chart) => chart.draw());

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

// Paper: A4 less its margins, light, tables open unless they are very long.
const PAPER = 686;
let opened = [];

addEventListener("beforeprint", () => {
  document.documentElement.dataset.print = "";
  opened = [...document.querySelectorAll("details:not([open])")].filter((details) => details.querySelectorAll("tbody tr").length <= 100);
  for (const details of opened) details.open = true;
  for (const chart of charts()) chart.draw(chart.closest(".multiples") ? Math.floor((PAPER - 26) / 3) : PAPER);
});

addEventListener("afterprint", () => {
  delete document.documentElement.dataset.print;
  for (const details of opened) details.open = false;
  redraw();
});

// Marks the section being read in the contents.
const links = new Map([...document.querySelectorAll(".rail a")].map((link) => [link.hash.slice(1), link]));
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  },
  { rootMargin: "-20% 0px -70% 0px" },
);
for (const section of document.querySelectorAll("main > section")) watch.observe(section);
