/* The week of free times: arrow keys move between the starts, and choosing one fills date and start at once. Without this
   file every start is a button that the server answers. */
const root = document.querySelector("[data-free-times]");
const days = [...root?.querySelectorAll("[data-free-day]") ?? []]
  .map((day) => [...day.querySelectorAll(".free-start")])
  .filter((starts) => starts.length);
const all = days.flat();
const field = (name) => document.getElementById(`id_${name}`);

/** The start of another day that is nearest to `start` on the clock. */
function nearest(start, starts) {
  const minutes = ({ dataset }) => Number(dataset.start.slice(0, 2)) * 60 + Number(dataset.start.slice(3));
  const away = (one) => Math.abs(minutes(one) - minutes(start));
  return starts.reduce((best, one) => (away(one) < away(best) ? one : best));
}

/** Where `key` leads from `start`: the start itself at an edge, undefined for other keys. */
function target(start, key) {
  const day = days.findIndex((starts) => starts.includes(start));
  const at = days[day].indexOf(start);
  const beside = (other) => (days[other] ? nearest(start, days[other]) : start);
  return {
    ArrowUp: () => days[day][at - 1] ?? start,
    ArrowDown: () => days[day][at + 1] ?? start,
    ArrowLeft: () => beside(day - 1),
    ArrowRight: () => beside(day + 1),
    Home: () => days[day][0],
    End: () => days[day].at(-1),
  }[key]?.();
}

/** Only one start is reached by Tab; the arrow keys reach the others. */
function rove(to) {
  for (const start of all) start.tabIndex = start === to ? 0 : -1;
}

function fill(start) {
  for (const name of ["day", "start"]) {
    field(name).value = start.dataset[name];
    field(name).dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const one of all) one.setAttribute("aria-pressed", String(one === start));
}

function onKey(event) {
  const start = event.target.closest(".free-start");
  if (!start || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = target(start, event.key);
  if (!to) return;
  event.preventDefault();
  to.focus();
}

function onClick(event) {
  const start = event.target.closest(".free-start");
  // Which of two equal times is meant, where clocks are set back, the server asks and knows.
  if (!start || field("occurrence") || all.some((one) => one !== start && isSame(one, start))) return;
  event.preventDefault();
  fill(start);
}

function isSame(one, other) {
  return one.dataset.day === other.dataset.day && one.dataset.start === other.dataset.start;
}

/** What the times were looked up for has changed. */
function onChange(event) {
  if (!["panel", "stage", "minutes", "trainee"].includes(event.target.name)) return;
  root.querySelector("[data-free-stale]").textContent = "The panel or the length has changed since.";
}

/** A time typed by hand is none of the buttons' any more. */
function onInput(event) {
  if (!event.isTrusted || !["day", "start"].includes(event.target.name)) return;
  for (const one of all) {
    const same = one.dataset.day === field("day").value && one.dataset.start === field("start").value;
    one.setAttribute("aria-pressed", String(same));
  }
}

if (all.length) {
  rove(all.find((start) => start.getAttribute("aria-pressed") === "true") ?? all[0]);
  root.addEventListener("keydown", onKey);
  root.addEventListener("click", onClick);
  root.addEventListener("focusin", (event) => { if (all.includes(event.target)) rove(event.target); });
  root.closest("form").addEventListener("change", onChange);
  root.closest("form").addEventListener("input", onInput);
  root.querySelector("[data-free-keys]").hidden = false;
}
