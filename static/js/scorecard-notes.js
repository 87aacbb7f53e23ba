/* One's own notes: a time stamp while asking; while rating at hand to read, and to take over as evidence. */
import { element } from "./element.js";

export class OwnNotes {
  constructor(form, views) {
    this.form = form;
    this.views = views;
    this.box = form.querySelector("[data-own-notes]");
    this.list = form.querySelector("[data-own-notes-list]");
    this.menus = form.querySelectorAll("[data-note-pick]");
  }

  start() {
    if (!this.views.questions.length) return;
    this.form.addEventListener("click", (event) => {
      if (event.target.closest("[data-note-time]")) this.stamp(event.target.closest("[data-question]").querySelector("[data-notes]"));
    });
    for (const menu of this.menus) {
      menu.hidden = false;
      menu.addEventListener("toggle", () => { if (menu.open) this.offer(menu); });
    }
  }

  /** Puts the time on the reader's clock where they are writing, at the start of a line. */
  stamp(notes) {
    const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: this.form.dataset.zone });
    const at = notes.selectionEnd || notes.value.length;
    const begun = at > 0 && notes.value[at - 1] !== "\n";
    notes.setRangeText(`${begun ? "\n" : ""}${clock.format(Date.now())} `, at, at, "end");
    notes.dispatchEvent(new Event("input", { bubbles: true }));
    notes.focus();
  }

  /** The notes that are not empty, each with the number and the words of its question. */
  all() {
    return this.views.questions
      .map((question, n) => ({
        title: `${n + 1} ${question.querySelector("h3").textContent}`,
        text: question.querySelector("[data-notes]").value.trim(),
      }))
      .filter(({ text }) => text);
  }

  mirror() {
    const rows = this.all().flatMap(({ title, text }) => [
      element("dt", { textContent: title }), element("dd", { className: "prose-pre", textContent: text }),
    ]);
    this.box.hidden = !rows.length;
    this.list.replaceChildren(...rows);
  }

  offer(menu) {
    const items = this.all().map(({ title, text }) => {
      const item = element("button", { type: "button", className: "menu-item note-pick-item", title }, element("span", { textContent: text }));
      item.addEventListener("click", () => this.take(menu, text));
      return item;
    });
    const none = element("p", { className: "menu-head quiet", textContent: "You have written no notes yet." });
    menu.querySelector(".menu-list").replaceChildren(...(items.length ? items : [none]));
  }

  take(menu, text) {
    const evidence = menu.closest("[data-criterion]").querySelector("textarea");
    evidence.value = [evidence.value.trimEnd(), text].filter(Boolean).join("\n");
    evidence.dispatchEvent(new Event("input", { bubbles: true }));
    evidence.focus();
  }
}
