// The contrast of the texts of some nodes, and of every line of the parts on the page, to what is behind, as WCAG 2.1 has it.
(nodes) => {
  const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((v, k) => (v * a + below[k] * (255 - a)) / 255);
  const behind = (node) => {
    if (!node) return [255, 255, 255];
    const paint = rgba(getComputedStyle(node).backgroundColor);
    return paint[3] === 255 ? paint.slice(0, 3) : over(paint, behind(node.parentElement));
  };
  const light = (colour) => colour.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, k) => sum + [0.2126, 0.7152, 0.0722][k] * v, 0);
  const texts = [...document.querySelectorAll(nodes)].filter((node) =>
    [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) && node.checkVisibility()
    && !["STYLE", "OPTION"].includes(node.tagName) && !node.disabled);
  const contrast = (colour, ground) => {
    const [a, b] = [light(over(colour, ground)), light(ground)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const words = texts.map((node) => {
    const style = getComputedStyle(node);
    return { text: node.textContent.trim(), contrast: contrast(rgba(node.closest("svg") ? style.fill : style.color), behind(node)) };
  });
  const drawn = [...document.querySelectorAll(".nnkit svg :is(path, line, circle, rect)")].filter((node) =>
    getComputedStyle(node).stroke !== "none" && node.checkVisibility());
  const lines = drawn.map((node) => {
    const style = getComputedStyle(node);
    const [r, g, b, a] = rgba(style.stroke);
    return { line: node.outerHTML.slice(0, 60), contrast: contrast([r, g, b, a * style.strokeOpacity], behind(node)) };
  });
  return [...words, ...lines];
}
