/* How long the call has gone on. */
const EVERY = 15_000;
const LONGEST = 4 * 60;

export function startCallClock() {
  const clock = document.querySelector("[data-call-clock]");
  if (!clock) return;
  const began = clock.textContent.trim();
  const show = () => {
    const minutes = Math.floor((Date.now() - new Date(clock.dataset.since)) / 60_000);
    clock.textContent = minutes >= 0 && minutes < LONGEST ? `${began} · ${minutes} min` : began;
  };
  show();
  setInterval(show, EVERY);
}
