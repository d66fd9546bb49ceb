// Bundles web/src into web/dist. The report's script and style sheet are inlined by the binary; the pages load app.js and
// app.css, pages with pictures charts.js too, and icons.svg has the icons.
import { mkdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { sprite } from "./src/sprite.js";

const shared = { bundle: true, minify: true, target: ["es2021", "chrome100", "firefox100", "safari15"], logLevel: "info" };
const script = (name, contains) => build({ ...shared, entryPoints: [`src/${name}.js`], outfile: `dist/${name}.js`, format: "iife", legalComments: "none", banner: { js: `/* Peakend; contains ${contains} */` } });
const style = (name) => build({ ...shared, entryPoints: [`src/${name}.css`], outfile: `dist/${name}.css` });

const echarts = "Apache ECharts and ZRender (Apache-2.0, BSD-3-Clause)";

await mkdir("dist", { recursive: true });
await Promise.all([
  script("report", echarts),
  script("charts", echarts),
  script("app", "htmx (0BSD)"),
  style("report"),
  style("app"),
  writeFile("dist/icons.svg", sprite()),
]);
