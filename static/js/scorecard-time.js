/* Time spent per question beside its budget: a memory aid for whoever asks, never a judgement.
   It runs while the appointment does, until a quarter of an hour after its end, while the page is in view and Questions
   is the chosen part (or the cursor stands in the question, which stays in sight beside the ratings), and the person
   typed, pressed, pointed or scrolled in the last five minutes: whoever listens has quiet hands.
   It rides along with the next save. By itself it goes when the question changes, when the page is left, and once a
   minute at most; it never begins a draft, and nothing on the page speaks of it. */
const TICK = 1_000;
const ALONE = 60_000;
const QUIET_HANDS = 5 * 60_000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "touchstart", "wheel", "scroll"];
const LONGEST_TICK = 5_000; // A device that slept adds nothing.
const STILL_ASKING = 15 * 60_000;
const MOST = 14_400;

export class QuestionTime {
  /** ``touch`` marks a field as to be sent. */
  constructor(form, { views, sync, touch }) {
    Object.assign(this, { form, views, sync, touch });
    this.dirty = new Set();
    this.rest = 0;
  }

  start() {
    const { starts, ends, timed } = this.form.dataset;
    if (!timed || !this.views.questions.length) return;
    this.from = new Date(starts).getTime();
    this.until = new Date(ends).getTime() + STILL_ASKING;
    this.last = this.sign = this.sent = Date.now();
    this.sync.riders = () => this.ride();
    for (const sign of SIGNS) document.addEventListener(sign, () => { this.sign = Date.now(); }, { capture: true, passive: true });
    this.form.addEventListener("scorecard:written", ({ target }) => { if (target.matches("[data-seconds]")) show(target); });
    this.timer = setInterval(() => this.tick(), TICK);
  }

  stop() {
    clearInterval(this.timer);
    this.dirty.clear();
  }

  get isInView() {
    const chosen = this.form.dataset.view === "questions" || this.views.questions[this.views.at].contains(document.activeElement);
    return chosen && !document.hidden;
  }

  tick() {
    const now = Date.now();
    const passed = now - this.last;
    this.last = now;
    if (this.at !== this.views.at) this.change();
    if (now - this.sent >= ALONE) this.handOver();
    if (now - this.sign > QUIET_HANDS || passed > LONGEST_TICK || now < this.from || now > this.until || !this.isInView) return;
    this.rest += passed;
    const seconds = Math.floor(this.rest / 1_000);
    if (!seconds) return;
    this.rest -= seconds * 1_000;
    const field = this.field(this.views.at);
    if (Number(field.value) >= MOST) return;
    field.value = Math.min(MOST, Number(field.value) + seconds);
    this.dirty.add(field.name);
    show(field);
  }

  field(at) {
    return this.views.questions[at].querySelector("[data-seconds]");
  }

  change() {
    this.at = this.views.at;
    this.rest = 0;
    this.handOver();
  }

  /** Sends what has grown, though nothing else is to be sent, unless nothing was ever written. */
  handOver() {
    if (!this.sync.revision) return;
    this.ride().forEach((path) => this.touch(path));
  }

  /** The times that have grown since they were sent last. */
  ride() {
    const paths = [...this.dirty];
    this.dirty.clear();
    this.sent = Date.now();
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
