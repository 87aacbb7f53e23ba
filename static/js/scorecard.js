/* The interview page. Without this file it is a plain form with Save draft and Seal. */
import { showConflict } from "./conflict.js";
import { renewCsrfTokens } from "./csrf.js";
import { Journal } from "./journal.js";
import { keysOff, typing } from "./keys.js";
import { notice } from "./notify.js";
import { showSaveState } from "./save-state.js";
import { Fields, isTime } from "./scorecard-fields.js";
import { Hints } from "./scorecard-hints.js";
import { OwnNotes } from "./scorecard-notes.js";
import { Review } from "./scorecard-review.js";
import { QuestionTime } from "./scorecard-time.js";
import { Views } from "./scorecard-views.js";
import { SignInAgain } from "./sign-in-again.js";
import { Sync } from "./sync.js";

const form = document.getElementById("scorecard");
const place = form.querySelector("[data-say]");
const saveState = form.querySelector(".save-state");
const scope = `${form.dataset.user}/${form.dataset.key}`;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`evenhand-${scope}`) : undefined;
const views = new Views(form);
const review = new Review(form, views);
const notes = new OwnNotes(form, views);
const fields = new Fields(form);
let sealing = false, touchingTime = false;

function say(text, kind = "info") {
  place.replaceChildren(notice(text, kind));
}

const tell = {
  state(state, at) { if (!isQuiet(state)) showSaveState(saveState, state, at); },
  say(sentence) { say(sentence, "danger"); },
  restored() { say("What you typed last time had not been sent. It is back in its place.", "done"); },
  accepted(stored) {
    form.elements.base_revision.value = sync.revision;
    if (stored) channel?.postMessage("saved");
  },
  conflict(path, server, revision) { showConflict({ path, server, revision, fields, sync, place }); },
  signIn(another) { signIn.offer({ another }); },
  heard() { signIn.over(); },
  stopped(said, values) {
    time.stop();
    const words = Object.entries(values).filter(([path]) => !isTime(path));
    const texts = words.map(([path, value]) => `${fields.name(path)}: ${fields.words(path, value)}`);
    say(texts.length ? `${said.message} Not stored, and still here: ${texts.join(" | ")}` : said.message, "attention");
  },
};

const journal = new Journal(scope, form.dataset.journal);
const sync = new Sync({
  url: form.dataset.save, author: form.dataset.user, revision: Number(form.dataset.revision), fields, journal, tell,
  also: { guide_stage: form.elements.guide_stage.value },
});
const signIn = new SignInAgain({ place, button: form.querySelector("[data-sign-in-again]"), goOn: () => sync.goOn() });
const time = new QuestionTime(form, { views, sync, touch: touchTime });
const unsent = () => [...sync.touched, ...sync.unsynced.keys()];

/** Time is saved without a word about it: nobody typed it, and nobody needs to wait for it. */
function isQuiet(state) {
  return touchingTime || (state === "saving" && unsent().filter((path) => !sync.parked.has(path)).every(isTime));
}

function touchTime(path) {
  touchingTime = true;
  sync.touch(path);
  touchingTime = false;
}

function refresh() {
  views.count();
  notes.mirror();
  review.labels();
  if (form.dataset.view === "review") review.show();
}

let refreshTimer;
function onEdit(event) {
  const path = fields.pathOf(event.target);
  if (!path) return;
  sync.touch(path);
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refresh, event.target.matches("textarea") ? 400 : 0);
}

function startSaving() {
  form.addEventListener("input", onEdit);
  form.addEventListener("scorecard:written", () => setTimeout(refresh));
  form.addEventListener("focusout", (event) => { if (fields.pathOf(event.target)) sync.send(); });
  const leave = () => { if (!sync.clean && !sealing) sync.send({ leaving: true }); };
  window.addEventListener("pagehide", () => {
    if (!sealing) time.handOver();
    leave();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
    else sync.send({ ask: true });
  });
  window.addEventListener("online", () => sync.online());
  window.addEventListener("beforeunload", (event) => { if (!unsent().every(isTime) && !sealing) event.preventDefault(); });
  channel?.addEventListener("message", ({ data }) => {
    if (data === "saved") sync.send({ ask: "saved" });
    if (data === "hello") channel.postMessage("here");
    if (data === "hello" || data === "here") say("This scorecard is open in another tab too. What you type in both is put together.");
  });
  channel?.postMessage("hello");
}

/* The journal is drained first; then the plain form seals, which works the same without scripts. */
function startSealing() {
  form.querySelector("[data-save-draft]").hidden = true;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (sealing) return;
    event.preventDefault();
    if (!button?.matches("[data-seal]")) return void sync.send();
    if (review.show()) {
      sync.send();
      views.show("review");
      return void say("Not sealed yet. What is still missing stands below; everything you wrote is kept.", "attention");
    }
    button.setAttribute("aria-busy", "true");
    const stored = await sync.drain();
    button.removeAttribute("aria-busy");
    if (signIn.offered) return undefined;
    if (!stored) return say("It was not sealed: not everything has reached the server yet. What you wrote is kept on this device; try again when you are connected.", "attention");
    sealing = true;
    time.stop();
    renewCsrfTokens(form);
    // A form is deaf to requestSubmit while its own submit event is under way, as it is when there was nothing to drain.
    setTimeout(() => form.requestSubmit(button));
    return undefined;
  });
}

function rate(level) {
  const input = views.current?.querySelector(`.scale-input[value="${level}"]`);
  if (!input) return;
  input.checked = true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  views.current.scrollIntoView({ block: "nearest" });
}

function startOwnKeys() {
  const acts = {
    n: () => views.step(1),
    p: () => views.step(-1),
    c: () => { const next = views.nextUnrated(); if (next) views.goTo(next); },
    e: () => { if (form.dataset.view !== "questions") views.show("rate"); views.current?.querySelector("textarea")?.focus(); },
    w: () => { views.showQuestion(views.at, { focus: false }); views.questions[views.at]?.querySelector("[data-notes]").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || keysOff() || document.querySelector("dialog[open]")) return;
    const inWork = ["questions", "rate"].includes(form.dataset.view);
    if (/^[0-4]$/.test(event.key) && inWork) rate(event.key);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  });
}

function startClock() {
  const clock = form.querySelector("[data-clock]");
  const { starts, ends, timed, zone } = form.dataset;
  if (!timed) return;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const show = () => {
    const now = Date.now();
    const left = Math.ceil((new Date(ends) - now) / 60_000);
    const till = Math.ceil((new Date(starts) - now) / 60_000);
    if (till > 120 || left < -120) return;
    const words = till > 0 ? `starts in ${till} min` : left > 0 ? `${left} min left` : `ended ${time.format(new Date(ends))}`;
    clock.textContent = `${time.format(now)} · ${words}`;
  };
  show();
  setInterval(show, 15_000);
}

function startAnchors() {
  const box = form.querySelector("[data-wide-anchors]");
  const words = form.querySelector("[data-wide-words]");
  const apply = () => {
    form.querySelectorAll("[data-scale]").forEach((scale) => scale.classList.toggle("scale-wide", box.checked));
    words.textContent = box.checked ? "Show the chosen level only" : "Show all five levels";
  };
  try { box.checked = localStorage.getItem("evenhand-compact-anchors") !== "1"; } catch { /* stays wide */ }
  apply();
  box.addEventListener("change", () => {
    apply();
    try { localStorage.setItem("evenhand-compact-anchors", box.checked ? "0" : "1"); } catch { /* this time only */ }
  });
}

document.documentElement.dataset.zone = form.dataset.zone;
if (form.dataset.savedAt) sync.savedAt = new Date(form.dataset.savedAt);
views.start();
new MutationObserver(() => { if (form.dataset.view === "review") review.show(); }).observe(form, { attributeFilter: ["data-view"] });
startAnchors();
startClock();
startOwnKeys();
new Hints(views, scope).start();
notes.start();
time.start();
refresh();
startSaving();
startSealing();
sync.start();
