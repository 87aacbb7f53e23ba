// The contents of a long page: the part that is being read is marked and in sight; on narrow screens the contents fold
// into one line that stays at the top and names the chapter.
const outline = document.querySelector(".outline");
const fold = outline.querySelector("details");
const narrow = matchMedia("(width < 64rem)");
const parts = [...outline.querySelectorAll("a")].map((link) => [link, document.getElementById(link.hash.slice(1))]);
// Where a link's target comes to stand, and a little more.
const readingLine = 80;
let marked = null;
let waiting = false;

function reading() {
  const end = document.documentElement.scrollHeight - window.innerHeight;
  if (window.scrollY > 0 && window.scrollY >= end - 2) return parts.at(-1)[0];
  const passed = parts.filter(([, part]) => part.getBoundingClientRect().top <= readingLine);
  return (passed.at(-1) ?? parts[0])[0];
}

function follow() {
  waiting = false;
  const link = reading();
  if (link === marked) return;
  marked?.removeAttribute("aria-current");
  marked = link;
  link.setAttribute("aria-current", "true");
  const chapter = link.closest(".outline details > ol > li");
  for (const item of chapter.parentElement.children) item.classList.toggle("here", item === chapter);
  outline.querySelector(".outline-here").textContent = chapter.querySelector("a").textContent;
  const box = outline.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) outline.scrollTop += at.top - box.top - box.height / 2;
}

function unfold() {
  fold.open = !narrow.matches;
}

outline.dataset.scripted = "";
unfold();
narrow.addEventListener("change", unfold);
outline.addEventListener("click", (event) => {
  if (narrow.matches && event.target.closest("a")) fold.open = false;
});
outline.addEventListener("keydown", (event) => {
  if (narrow.matches && event.key === "Escape") fold.open = false;
});
document.addEventListener("scroll", () => {
  if (!waiting) requestAnimationFrame(follow);
  waiting = true;
}, { passive: true });
window.addEventListener("resize", follow);
follow();
