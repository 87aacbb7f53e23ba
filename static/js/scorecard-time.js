/* Time spent per question beside its budget: a memory aid for whoever asks, never a judgement.
   It runs while the appointment does, until a quarter of an hour after its end, and the page and the question are in
   view. It rides along with the next save, or goes by itself when the question changes; it never begins a draft. */
const TICK = 1_000;
const LONGEST_TICK = 5_000; // A device that slept adds nothing.
const STILL_ASKING = 15 * 60_000;
const MOST = 14_400;
const WIDE = window.matchMedia("(min-width: 64rem)");

export class QuestionTime {
  constructor(form, views, sync) {
    Object.assign(this, { form, views, sync });
    this.dirty = new Set();
    this.rest = 0;
  }

  start() {
    const { starts, ends, timed } = this.form.dataset;
    if (!timed || !this.views.questions.length) return;
    this.from = new Date(starts).getTime();
    this.until = new Date(ends).getTime() + STILL_ASKING;
    this.last = Date.now();
    this.sync.riders = () => this.ride();
    setInterval(() => this.tick(), TICK);
  }

  get isInView() {
    return !document.hidden && (this.form.dataset.view === "questions" || (WIDE.matches && this.form.dataset.view === "rate"));
  }

  tick() {
    const now = Date.now();
    const passed = now - this.last;
    this.last = now;
    if (this.at !== this.views.at) this.change();
    if (passed > LONGEST_TICK || now < this.from || now > this.until || !this.isInView) return;
    this.rest += passed;
    const seconds = Math.floor(this.rest / 1_000);
    if (!seconds) return;
    this.rest -= seconds * 1_000;
    const field = this.field(this.views.at);
    field.value = Math.min(MOST, Number(field.value) + seconds);
    this.dirty.add(field.name);
    show(field);
  }

  field(at) {
    return this.views.questions[at].querySelector("[data-seconds]");
  }

  change() {
    const before = this.at === undefined ? undefined : this.field(this.at).name;
    this.at = this.views.at;
    this.rest = 0;
    if (this.dirty.has(before) && this.sync.revision) this.sync.touch(before);
  }

  /** The times that have grown since they were sent last. */
  ride() {
    const paths = [...this.dirty];
    this.dirty.clear();
    return paths;
  }
}

/** The same words as the filter ``spent`` of the templates. */
function show(field) {
  const budget = Number(field.dataset.minutes);
  const spent = Math.floor((Number(field.value) + 30) / 60);
  const words = !spent ? `${budget} min` : spent > budget ? `${spent} min, ${spent - budget} more than planned` : `${spent} of ${budget} min`;
  const place = field.closest("[data-question]").querySelector("[data-spent]");
  if (place.textContent !== words) place.textContent = words;
}
