// The outline of a long page: closed on narrow screens, and marking the part that is being read.
const outline = document.querySelector(".outline");
const narrow = matchMedia("(width < 64rem)");

function fold() {
  outline.querySelector("details").open = !narrow.matches;
}

function follow() {
  const links = new Map([...outline.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target.id);
    const current = [...links.keys()].find((id) => seen.has(id));
    if (!current) return;
    for (const [id, link] of links) link.setAttribute("aria-current", id === current ? "true" : "false");
  }, { rootMargin: "-10% 0px -60% 0px" });
  for (const id of links.keys()) observer.observe(document.getElementById(id));
}

if (outline) {
  fold();
  narrow.addEventListener("change", fold);
  follow();
}
