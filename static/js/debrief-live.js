/* The meeting on everybody's screen. The server says that something moved; the page asks what, and goes along when its
   reader is where everybody was. Words that are typed stay: the page waits until they are saved. */
import { csrfToken } from "./csrf.js";
import { notice } from "./notify.js";
import { isSignedOut } from "./signed-out.js";
import { holdsUnsentWords } from "./unsaved.js";

const ATTEND_EVERY = 30_000;
const ASK_EVERY = 5_000; // while no stream is to be had
const ASK_AT_MOST_EVERY = 1_000;
const WRITES_FOR = 15_000; // since the last key, while a text has the focus
const TEXT = 'textarea, input:is([type="text"], [type="email"], [type="tel"], [type="url"], [type="number"])';

const bar = () => document.getElementById("debrief-now");
const made = { state: bar().dataset.state, place: bar().dataset.place };
const ahead = Date.parse(bar().dataset.clock) - Date.now();
let stream = null;
let asking = null;
let again = false;
let askedAt = 0;
let over = false;
let typedAt = 0;

/** Whether somebody would lose words, or the place where they write, if the page went elsewhere. */
function holdsWords() {
  // The answer to a form that was refused: it shows words that are stored nowhere.
  if (bar().hasAttribute("data-refused") || holdsUnsentWords()) return true;
  if (document.activeElement?.matches(TEXT) && Date.now() - typedAt < WRITES_FOR) return true;
  if (document.querySelector('[data-note-kept], [data-save-state="unsaved"], [data-save-state="saving"], [data-save-state="signin"]')) return true;
  const fields = document.querySelectorAll(".debrief-main form:not([data-note]) :is(textarea, input, select)");
  return [...fields].some((field) => {
    if (field.type === "hidden") return false;
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
    return field.value !== field.defaultValue;
  });
}

function say(words) {
  const place = document.getElementById("debrief-said");
  if (place && place.textContent !== words) place.textContent = words;
}

/** Puts each part of the answer in the place of the one with its id; what has the focus keeps it. */
function put(text) {
  const focused = document.activeElement?.closest("#debrief-now") ? document.activeElement.id : "";
  for (const part of [...new DOMParser().parseFromString(text, "text/html").body.children]) {
    if (part.id === "note-now") adoptNote(part);
    else document.getElementById(part.id)?.replaceWith(part);
  }
  markPeople();
  if (focused) document.getElementById(focused)?.focus();
}

/** Who is here and who speaks, in the list of the panel. */
function markPeople() {
  const { here, speaker } = bar().dataset;
  const present = new Set(here.split(" "));
  for (const mark of document.querySelectorAll("[data-person]")) {
    const { person } = mark.dataset;
    mark.textContent = person === speaker ? "Speaks now" : present.has(person) ? "Here" : "";
  }
}

/** What somebody else noted meanwhile, unless the reader is writing. */
function adoptNote({ textContent, dataset }) {
  const form = document.querySelector("[data-note]");
  if (!form || holdsWords() || document.activeElement === form.elements.text) return;
  const known = form.elements.base_revision;
  if (!known || Number(dataset.revision) <= Number(known.value)) return;
  form.elements.text.value = textContent;
  known.value = dataset.revision;
  say(`${dataset.by} changed the note.`);
}

/** Goes where everybody is, or loads the page again, as soon as nothing typed would be lost. */
function follow() {
  const { state, place, address, step, item } = bar().dataset;
  const own = `${step}:${item}`;
  const goesAlong = place !== made.place && place !== own && ["", own].includes(made.place);
  if (!goesAlong && state === made.state) {
    made.place = place;
    return;
  }
  if (holdsWords()) {
    tellWaiting();
    return;
  }
  // Never by loading again: that would send a form again whose answer this page may be.
  location.assign(goesAlong ? address : `?${new URLSearchParams({ step, item })}`);
}

function tellWaiting() {
  if (document.querySelector("[data-waiting]")) return;
  const words = notice("The meeting has moved on. What you write here stays; this page follows when you are done.", "info");
  words.dataset.waiting = "";
  bar().after(words);
}

async function ask(method = "GET") {
  if (over) return;
  if (asking) {
    again = true;
    return;
  }
  const { now, attend, step, item } = bar().dataset;
  const query = `?${new URLSearchParams({ step, item })}`;
  const order = method === "GET" ? {} : { method, headers: { "X-CSRFToken": csrfToken() } };
  askedAt = Date.now();
  try {
    asking = fetch((method === "GET" ? now : attend) + query, { ...order, headers: { ...order.headers, "HX-Request": "true" } });
    const answer = await asking;
    if (isSignedOut(answer.url) || [401, 403, 404].includes(answer.status)) return end();
    if (answer.ok) {
      put(await answer.text());
      sayWhatMoved();
      follow();
    }
  } catch {
    // The network is away: the next event, or the next turn of the clock, asks again.
  } finally {
    asking = null;
    if (again && !over) {
      again = false;
      setTimeout(ask, Math.max(0, askedAt + ASK_AT_MOST_EVERY - Date.now()));
    }
  }
}

let said = "";

function sayWhatMoved() {
  const words = [".debrief-now-shown", ".debrief-now-turn"].map((part) => bar().querySelector(part)?.textContent.trim().replace(/\s+/g, " ")).filter(Boolean).join(". ");
  if (said && words !== said) say(words);
  said = words;
}

function end() {
  over = true;
  stream?.close();
  // What was open to the reader is so no more.
  if (!holdsWords()) document.querySelector(".debrief-main")?.replaceChildren();
  bar().after(notice("This page no longer follows the meeting. Load it again to go on.", "attention"));
}

/** A page in the background has no stream: a browser keeps six connections for all of its tabs. */
function listen() {
  if (over || document.hidden) return;
  stream?.close();
  stream = new EventSource(`${bar().dataset.stream}?seen=${bar().dataset.seen}`);
  stream.addEventListener("message", () => ask());
  stream.addEventListener("over", () => ask());
}

function tick() {
  const time = bar().querySelector("[data-ends]");
  if (!time) return;
  const seconds = Math.round((Date.parse(time.dateTime) - Date.now() - ahead) / 1000);
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const clock = `${minutes}:${String(Math.abs(seconds) % 60).padStart(2, "0")}`;
  time.textContent = seconds < 0 ? `${clock} over` : `${clock} left`;
  time.parentElement.toggleAttribute("data-over", seconds < 0);
}

listen();
ask("POST");
tick();
sayWhatMoved();
setInterval(tick, 1_000);
setInterval(() => ask("POST"), ATTEND_EVERY);
setInterval(() => {
  if (over) return;
  if (document.querySelector("[data-waiting]")) follow();
  if (document.hidden || stream?.readyState === EventSource.OPEN || stream?.readyState === EventSource.CONNECTING) return;
  ask();
  listen();
}, ASK_EVERY);
document.addEventListener("input", () => { typedAt = Date.now(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return stream?.close();
  ask("POST");
  listen();
});
window.addEventListener("pagehide", () => stream?.close());
