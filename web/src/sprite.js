// The pages' icons as one SVG file: <svg class="icon" aria-hidden="true"><use href="/…/icons.svg#run"/></svg>.
// Line icons on a 24 × 24 field; the touchpoints' are those of the pictures, named touch-<id>.
import { icons as touchpoints } from "./icons.js";

/** A face: the first part is filled with its feeling, the second is drawn on it. */
const face = (mouth) => ["M12 2.500a9.500 9.500 0 1 0 .01 0", `M8.500 9.200v1M15.500 9.200v1${mouth}`];

const paths = {
  brand: "M2.500 17C6 17 7 6 11 6s4 9 6 9 2.500-3 4.500-6M11 3.500v.01M21.500 6v.01",
  design: "M4 20l4-1L19 8l-3-3L5 16ZM14 7l3 3M4 4h6M4 8h4",
  run: "M4 20V9l8-5 8 5v11ZM9 20v-6h6v6",
  listen: "M4 5h16v11h-9l-4 4v-4H4ZM8.500 10.500v.01M12 10.500v.01M15.500 10.500v.01",
  score: "M3 20h18M4 15c3 0 3-9 6-9s3 7 6 7 3-4 4-6",
  improve: "M4 18 10 12l4 4 6-9M15 7h5v5",
  place: touchpoints.locate,
  clock: "M12 3.500a8.500 8.500 0 1 0 .01 0M12 7.500V12l3 2",
  person: "M12 4.500a3.700 3.700 0 1 0 .01 0M4.500 20.500a7.500 7.500 0 0 1 15 0",
  phone: "M8 3h8v18H8ZM11 18h2",
  print: "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7Z",
  sound: "M4 9.500h4l5-4v13l-5-4H4ZM16.500 9a4 4 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11",
  check: "M5 12.500l4.500 4.500L19 7.500",
  cross: "M6 6l12 12M18 6 6 18",
  alert: "M12 3.500 22 20.500H2ZM12 10v4.500M12 17.500v.01",
  sleep: "M15 4a8.500 8.500 0 1 0 5.500 11A7 7 0 0 1 15 4Z",
  right: "M4 12h15M13 6l6 6-6 6",
  "face-1": face("M7.500 17.200c2-3.600 7-3.600 9 0"),
  "face-2": face("M8 16.500c2-2 6-2 8 0"),
  "face-3": face("M8 15.500h8"),
  "face-4": face("M8 14.700c2 2 6 2 8 0"),
  "face-5": face("M7.300 13.800c1.500 4.200 7.900 4.200 9.400 0Z"),
};

export function sprite() {
  const all = { ...paths, ...Object.fromEntries(Object.entries(touchpoints).map(([id, path]) => [`touch-${id}`, path])) };
  const symbols = Object.entries(all).map(([id, path]) => {
    const [first, ...more] = [path].flat();
    return `<symbol id="${id}" viewBox="0 0 24 24"><path d="${first}"/>${more.map((part) => `<path fill="none" d="${part}"/>`).join("")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
