/* <time data-relative datetime="…"> says "3 minutes ago"; the full time stays as its title. */
const STEPS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [Infinity, "day", 86400]];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function show(element) {
  const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return;
  element.title ||= element.textContent.trim();
  const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  element.textContent = unit === "second" ? "just now" : words.format(Math.round(seconds / size), unit);
}

export function startTimes() {
  const all = () => document.querySelectorAll("time[data-relative]").forEach(show);
  all();
  document.addEventListener("htmx:load", all);
  setInterval(all, 60_000);
}
