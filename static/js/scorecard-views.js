/* The four parts of the interview page, the questions one at a time, and where the person is. */
const WIDE = window.matchMedia("(min-width: 64rem)");

export class Views {
  constructor(form) {
    this.form = form;
    this.all = { questions: [...form.querySelectorAll("[data-question]")], criteria: [...form.querySelectorAll("[data-criterion]")] };
    // In a round through several submissions all but one are put aside.
    this.questions = this.all.questions.filter((question) => !("aside" in question.dataset));
    this.criteria = this.all.criteria.filter((criterion) => !("aside" in criterion.dataset));
    this.at = 0;
  }

  start() {
    this.form.dataset.scripted = "";
    this.form.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
    this.form.addEventListener("click", (event) => this.onClick(event));
    this.form.addEventListener("focusin", (event) => this.mark(event.target.closest("[data-criterion]")));
    window.addEventListener("hashchange", () => this.followHash());
    const view = this.form.dataset.view || this.fromHash() || this.byTime();
    delete this.form.dataset.view;
    this.showQuestion(this.questionFromHash() ?? this.firstOpenQuestion(), { focus: false });
    const asked = this.placeFromHash();
    this.mark(this.criteria.includes(asked) ? asked : this.nextUnrated() ?? this.criteria[0]);
    // A refused seal answers under an address of its own; loading it again must not seal again.
    if (location.pathname !== new URL(this.form.action).pathname) history.replaceState(null, "", this.form.action);
    this.show(view, { jump: false });
    if (!this.criteria.includes(asked)) return undefined;
    if (!("across" in this.form.dataset)) return asked.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", location.pathname + location.search);
    return window.scrollTo({ top: 0 });
  }

  /** The question that was open when the page was loaded again. */
  questionFromHash() {
    const index = this.questions.findIndex((question) => `#${question.id}` === location.hash);
    return index < 0 ? undefined : index;
  }

  /** The address that shows the same place again. */
  remember() {
    const question = this.form.dataset.view === "questions" && this.questions[this.at];
    history.replaceState(null, "", `#${question ? question.id : this.form.dataset.view}`);
  }

  placeFromHash() {
    return location.hash ? this.form.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`) : null;
  }

  fromHash() {
    return this.placeFromHash()?.closest("[data-part]")?.dataset.part;
  }

  /** To the place of an address that was typed or followed while the page is open. */
  followHash() {
    const question = this.questionFromHash();
    if (question === undefined) return this.goTo(this.placeFromHash());
    this.show("questions");
    return this.showQuestion(question);
  }

  /** Before the interview the kit, during it the questions, afterwards the ratings. */
  byTime() {
    const { starts, ends, timed } = this.form.dataset;
    if (Date.now() < new Date(starts)) return "kit";
    if (this.questions.length && (!timed || Date.now() < new Date(ends))) return "questions";
    return "rate";
  }

  show(view, { jump = true } = {}) {
    this.form.dataset.view = view;
    this.form.querySelectorAll("[data-tab]").forEach((tab) => {
      if (tab.dataset.tab === view) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    });
    if (!jump) return;
    this.remember();
    const part = this.form.querySelector(`[data-part="${view}"]`);
    if (WIDE.matches && (view === "questions" || view === "rate")) (view === "rate" ? this.current : this.questions[this.at])?.scrollIntoView({ block: "nearest" });
    else window.scrollTo({ top: 0 });
    part.focus({ preventScroll: true });
  }

  onClick(event) {
    const tab = event.target.closest("[data-tab], [data-tab-link]");
    if (tab) {
      event.preventDefault();
      return this.show(tab.dataset.tab ?? tab.dataset.tabLink);
    }
    const step = event.target.closest("[data-step]");
    if (step) return this.step(Number(step.dataset.step));
    const question = event.target.closest("[data-go-question]");
    if (question) {
      event.preventDefault();
      return this.showQuestion(Number(question.dataset.goQuestion));
    }
    const link = event.target.closest(':is(.review-missing, .interview-errors, .conflicts) a[href^="#"]');
    if (!link) return undefined;
    event.preventDefault();
    return this.goTo(this.form.querySelector(`[id="${CSS.escape(link.hash.slice(1))}"]`));
  }

  goTo(place) {
    const part = place?.closest("[data-part]")?.dataset.part;
    if (!part) return;
    this.show(part);
    if (place.matches("[data-part]")) return;
    place.scrollIntoView({ block: "center" });
    const words = this.criteria.includes(place) && this.level(place) !== null ? place.querySelector("textarea") : null;
    (words ?? place.querySelector("input, textarea"))?.focus({ preventScroll: true });
  }

  step(by) {
    const next = this.at + by;
    if (next >= 0 && next < this.questions.length) this.showQuestion(next);
    else if (next === this.questions.length) this.show("rate");
  }

  showQuestion(index, { focus = true } = {}) {
    if (!this.questions.length) return;
    this.at = index;
    this.questions.forEach((question, n) => question.classList.toggle("is-current", n === index));
    this.form.querySelectorAll("[data-go-question]").forEach((link, n) => {
      if (n === index) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    if (this.form.dataset.view && !["questions", "rate"].includes(this.form.dataset.view)) this.show("questions");
    if (!focus) return;
    this.remember();
    const heading = this.questions[index].querySelector("h3");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    this.questions[index].closest(".questions").scrollTop = 0;
    if (!WIDE.matches) window.scrollTo({ top: 0 });
  }

  firstOpenQuestion() {
    const open = this.questions.findIndex((question) => !touched(question));
    return open < 0 ? 0 : open;
  }

  mark(criterion) {
    if (!criterion) return;
    this.current = criterion;
    this.criteria.forEach((each) => each.classList.toggle("is-current", each === criterion));
  }

  level(criterion) {
    const chosen = criterion.querySelector(".scale-input:checked");
    return chosen ? Number(chosen.value) : null;
  }

  nextUnrated() {
    const start = this.criteria.indexOf(this.current) + 1;
    const inOrder = [...this.criteria.slice(start), ...this.criteria.slice(0, start)];
    return inOrder.find((criterion) => this.level(criterion) === null);
  }

  /** How many questions have anything on them, and how many criteria a level. */
  count() {
    const dots = this.form.querySelectorAll("[data-dots] i");
    const links = this.form.querySelectorAll("[data-go-question]");
    this.all.questions.forEach((question, n) => {
      dots[n]?.classList.toggle("on", touched(question));
      links[n]?.classList.toggle("on", touched(question));
    });
    const rated = this.all.criteria.filter((criterion) => this.level(criterion) !== null).length;
    const shown = this.form.querySelector("[data-rated]");
    if (shown) shown.textContent = `${rated}/${this.all.criteria.length}`;
  }
}

function touched(question) {
  if (question.querySelector("input:checked")) return true;
  return [...question.querySelectorAll("textarea, input.form-control, select")].some((element) => element.value !== "");
}
