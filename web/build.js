// Bundles web/src into web/dist. The report needs one script and one style sheet, both inlined by the binary.
import { build } from "esbuild";

const shared = { bundle: true, minify: true, target: ["es2021", "chrome100", "firefox100", "safari15"], logLevel: "info" };

await Promise.all([
  build({ ...shared, entryPoints: ["src/report.js"], outfile: "dist/report.js", format: "iife", legalComments: "none", banner: { js: "/* Peakend; contains Apache ECharts and ZRender (Apache-2.0, BSD-3-Clause) */" } }),
  build({ ...shared, entryPoints: ["src/report.css"], outfile: "dist/report.css" }),
]);
