/* What the candidate's clock will say, and how long the stage takes. The page works without it. */
const line = document.querySelector("[data-candidate-time]");
const field = (name) => document.getElementById(`id_${name}`);

/** The instant at which clocks in `zone` show `wall` ("2026-11-20T14:00"), in milliseconds. */
function instant(wall, zone) {
  const asUtc = Date.parse(`${wall}Z`);
  const shown = (at) => {
    const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    return Date.parse(`${parts.format(at).replace(" ", "T")}Z`);
  };
  const guess = asUtc - (shown(asUtc) - asUtc);
  return guess - (shown(guess) - asUtc);
}

function show() {
  const day = field("day")?.value;
  const start = field("start")?.value;
  if (!day || !start) return;
  const at = instant(`${day}T${start.slice(0, 5)}:00`, line.dataset.zone);
  const words = new Intl.DateTimeFormat("en-GB", {
    timeZone: line.dataset.candidateZone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  }).format(at);
  line.textContent = `In ${line.dataset.candidateCity}, where the candidate is, that is ${words}.`;
}

/* Appointments last minutes, work samples stay open for days: only one of the two is asked for. */
const stage = document.querySelector("[data-work-samples] select");

function chooseLength() {
  const isWindow = stage.closest("[data-work-samples]").dataset.workSamples.split(" ").includes(stage.value);
  document.getElementById("div_id_minutes").hidden = isWindow;
  document.getElementById("div_id_days").hidden = !isWindow;
}

if (stage) {
  stage.addEventListener("change", chooseLength);
  chooseLength();
}

/* A length that nobody changed follows the stage. */
const timed = document.querySelector("select[data-minutes]");

if (timed) {
  const usual = new Map(timed.dataset.minutes.split(" ").map((pair) => pair.split(":")));
  let before = timed.value;
  timed.addEventListener("change", () => {
    const minutes = field("minutes");
    if (minutes.value === usual.get(before)) minutes.value = usual.get(timed.value) ?? minutes.value;
    before = timed.value;
  });
}

if (line) {
  for (const name of ["day", "start"]) field(name)?.addEventListener("input", show);
  try { show(); } catch { /* an unknown zone: the sentence from the server stays */ }
}
