const SPRITE = document.querySelector(".icon use")?.getAttribute("href")?.split("#")[0] ?? "";
const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite as an element. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(document.createElementNS(SVG, "use")).setAttribute("href", `${SPRITE}#${name}`);
  return svg;
}

/**
 * Says what happened, in the page's message region.
 * @param {string} text one or two plain sentences
 * @param {"info"|"done"|"attention"|"danger"} kind
 */
export function notify(text, kind = "info") {
  const region = document.getElementById("messages");
  if (!region) return;
  const box = document.createElement("div");
  box.className = `notice notice-${kind}`;
  const words = document.createElement("div");
  words.className = "notice-words";
  words.textContent = text;
  box.append(icon(kind), words);
  region.replaceChildren(box);
}
