/* Beneath a question that is being written: what is in use and much like it, after a pause or once the field is left. */
const after = 900;
const longest = 500;

export class Similar {
  constructor(form) {
    Object.assign(this, { form, shown: new Map() });
    form.addEventListener("input", (event) => this.wait(event.target));
    form.addEventListener("focusout", (event) => { if (event.target === this.waiting) this.look(); });
  }

  placeOf(input) {
    return input.name && this.form.querySelector(`[data-similar="${CSS.escape(input.name)}"]`);
  }

  wait(input) {
    if (!this.placeOf(input)) return;
    if (this.waiting && this.waiting !== input) this.look();
    clearTimeout(this.timer);
    this.waiting = input;
    this.timer = setTimeout(() => this.look(), after);
  }

  look() {
    const input = this.waiting;
    const place = this.placeOf(input);
    clearTimeout(this.timer);
    this.waiting = undefined;
    if (!place) return; // Another part has come meanwhile.
    const q = input.value.trim().slice(0, longest);
    if (this.shown.get(place) === q) return;
    this.shown.set(place, q);
    const url = `${this.form.dataset.look}?${new URLSearchParams({ q, at: place.dataset.similarAt })}`;
    window.htmx.ajax("GET", url, { source: place, target: place, swap: "innerHTML" });
  }
}
