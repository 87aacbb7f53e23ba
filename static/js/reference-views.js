/* One question at a time, or all of them; remembered on this device. */
import { keysOff, typing } from "./keys.js";

const REMEMBERED = "evenhand-reference-one";

export function startOneByOne(form) {
  const toggle = form.querySelector("[data-one-by-one]");
  if (!toggle) return;
  const questions = [...form.querySelectorAll("[data-question]")];
  const steps = form.querySelector("[data-steps]");
  const [back, next] = steps.querySelectorAll("[data-step]");
  let at = 0;
  const isOne = () => toggle.getAttribute("aria-pressed") === "true";

  function show() {
    questions.forEach((question, n) => { question.hidden = isOne() && n !== at; });
    steps.hidden = !isOne();
    back.disabled = at === 0;
    next.disabled = at === questions.length - 1;
  }

  function choose(one) {
    toggle.setAttribute("aria-pressed", String(one));
    show();
  }

  function step(by) {
    if (!isOne() || !questions[at + by]) return;
    at += by;
    show();
    questions[at].scrollIntoView({ block: "nearest" });
    questions[at].querySelector("textarea")?.focus();
  }

  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    choose(!isOne());
    try { localStorage.setItem(REMEMBERED, isOne() ? "1" : "0"); } catch { /* this time only */ }
  });
  back.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || keysOff() || document.querySelector("dialog[open]")) return;
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else return;
    event.preventDefault();
  });
  /* A link from the head of the page leads to a question: it must be in sight. */
  window.addEventListener("hashchange", () => {
    const asked = questions.findIndex((question) => question.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`));
    if (asked >= 0) { at = asked; show(); }
  });
  let one = false;
  try { one = localStorage.getItem(REMEMBERED) === "1"; } catch { /* all of them */ }
  choose(one && !form.querySelector(".field-error"));
}
