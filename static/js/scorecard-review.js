/* What is missing before sealing, and the levels at a glance. */
import { element } from "./element.js";

function chip(level) {
  const shade = level === null ? "level-none" : `level-${level}`;
  return element("span", { className: `level ${shade}`, ariaHidden: "true", textContent: level === null ? "·" : level === 0 ? "–" : String(level) });
}

export class Review {
  constructor(form, views) {
    this.form = form;
    this.views = views;
    this.missing = form.querySelector("[data-missing]");
    this.levels = form.querySelector("[data-review-levels]");
  }

  /** Shows the list and the levels; returns how many things keep the scorecard from being sealed. */
  show() {
    const found = [...this.unrated(), ...this.unsaid()];
    this.missing.replaceChildren();
    if (found.length) {
      const items = found.map(([id, words]) => element("li", {}, element("a", { href: `#${id}`, textContent: words })));
      this.missing.append(element("h3", { textContent: "Still missing" }), element("ul", {}, ...items));
    } else {
      this.missing.append(element("p", { className: "review-ready", textContent: "Nothing is missing. You can seal it." }));
    }
    const open = this.views.questions.filter((question) => question.querySelector("[data-asked]")?.value === "").length;
    if (open) this.missing.append(element("p", { className: "quiet", textContent: `${open} of ${this.views.questions.length} questions are not marked as asked or skipped. You can seal all the same.` }));
    this.levels.hidden = false;
    this.levels.replaceChildren(...this.views.criteria.map((criterion) => {
      const level = this.views.level(criterion);
      const words = element("span", { className: "visually-hidden", textContent: level === null ? " not rated" : ` level ${level}` });
      return element("li", {}, chip(level), element("span", { textContent: criterion.dataset.name }, words));
    }));
    return found.length;
  }

  *unrated() {
    for (const criterion of this.views.criteria) {
      const level = this.views.level(criterion);
      if (level === null) yield [criterion.id, `${criterion.dataset.name}: choose a level`];
      else if (level === 0 && !criterion.querySelector("textarea").value.trim()) yield [criterion.id, `${criterion.dataset.name}: say why it could not be rated`];
    }
  }

  *unsaid() {
    const asked = this.form.querySelector("#recommendation");
    if (asked && !asked.querySelector("input:checked")) yield ["recommendation", "Give your recommendation"];
  }

  /** For level 0 the evidence is the reason. */
  labels() {
    for (const criterion of this.views.criteria) {
      const zero = this.views.level(criterion) === 0;
      criterion.querySelector("[data-evidence-label]").textContent = zero ? "Why it could not be rated" : "Evidence";
    }
  }
}
