import { element } from "./element.js";

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
 * A calm box, as components/notice.html makes it.
 * @param {string} text one or two plain sentences
 * @param {"info"|"done"|"attention"|"danger"} kind
 * @param {...Element} acts what can be done about it
 */
export function notice(text, kind, ...acts) {
  const words = element("div", { className: "notice-words", textContent: text });
  return element("div", { className: `notice notice-${kind}` }, icon(kind), words, ...acts);
}

/** Says what happened, in the page's message region. */
export function notify(text, kind = "info") {
  document.getElementById("messages")?.replaceChildren(notice(text, kind));
}
