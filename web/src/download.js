// Files made in the page itself; nothing leaves it.

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** An SVG element as a PNG at twice its size, with a title above and the source beneath. */
export async function png(svg, { title, source, tokens }) {
  const { width, height } = svg.getBoundingClientRect();
  const [top, bottom, side, scale] = [44, 30, 16, 2];
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = (width + 2 * side) * scale;
  canvas.height = (height + top + bottom) * scale;
  const draw = canvas.getContext("2d");
  draw.scale(scale, scale);
  draw.fillStyle = tokens.paper;
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.fillStyle = tokens.ink;
  draw.font = `600 17px ${tokens.face}`;
  draw.fillText(title, side, 28, width);
  draw.drawImage(image, side, top, width, height);
  draw.fillStyle = tokens.inkSoft;
  draw.font = `12px ${tokens.face}`;
  draw.fillText(source, side, top + height + 18, width);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
