/* A reference, on the call page and on the referee's own: saved as it is typed. Without this file it is a plain form. */
import { showConflict } from "./conflict.js";
import { renewCsrfTokens } from "./csrf.js";
import { Journal } from "./journal.js";
import { notice } from "./notify.js";
import { startCallClock } from "./reference-call.js";
import { ReferenceFields } from "./reference-fields.js";
import { startOneByOne } from "./reference-views.js";
import { showSaveState } from "./save-state.js";
import { SignInAgain } from "./sign-in-again.js";
import { Sync } from "./sync.js";

const form = document.getElementById("reference");
const place = form.querySelector("[data-say]");
const saveState = form.querySelector(".save-state");
const scope = `${form.dataset.user}/${form.dataset.key}`;
const fields = new ReferenceFields(form);
let leaving = false;

function say(text, kind = "info") {
  place.replaceChildren(notice(text, kind));
}

const tell = {
  state(state, at) { showSaveState(saveState, state, at); },
  say(sentence) { say(sentence, "danger"); },
  restored() { say("What you typed last time had not been sent. It is back in its place.", "done"); },
  accepted() { form.elements.base_revision.value = sync.revision; },
  rearranged() {},
  conflict(path, server, revision) {
    const spot = fields.elements(path)[0]?.closest("[data-question], [data-criterion], .reference-field") ?? place;
    showConflict({ path, server, revision, fields, sync, place: spot });
  },
  signIn(another) {
    if (signIn) signIn.offer({ another });
    else say("This page was open for too long to save. Load it again; what you typed is kept on this device.", "attention");
  },
  heard() { signIn?.over(); },
  stopped(said, values) {
    const texts = Object.entries(values).map(([path, value]) => `${fields.name(path)}: ${fields.words(path, value)}`);
    say(texts.length ? `${said.message} Not stored, and still here: ${texts.join(" | ")}` : said.message, "attention");
  },
};

const journal = new Journal(scope, form.dataset.journal);
const sync = new Sync({
  url: form.dataset.save, author: form.dataset.user, revision: Number(form.dataset.revision), fields, journal, tell,
});
const signIn = document.getElementById("sign-in-again") && new SignInAgain({ place, goOn: () => sync.goOn() });

function startSaving() {
  const note = ({ target }) => {
    const path = fields.pathOf(target);
    if (path) sync.touch(path);
  };
  // Words typed before this script had come; the form lets no browser fill in what stood there before.
  for (const target of form.querySelectorAll("textarea, input")) {
    const choice = target.matches("[type=radio], [type=checkbox]");
    if (choice ? target.checked !== target.defaultChecked : target.value !== target.defaultValue) note({ target });
  }
  form.addEventListener("input", note);
  form.addEventListener("change", (event) => { if (event.target.matches("[type=radio], [type=checkbox]")) note(event); });
  form.addEventListener("focusout", ({ target }) => { if (fields.pathOf(target)) sync.send(); });
  const leave = () => { if (!sync.clean && !leaving) sync.send({ leaving: true }); };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
    else sync.send({ ask: true });
  });
  window.addEventListener("online", () => sync.online());
  window.addEventListener("beforeunload", (event) => { if (!sync.clean && !leaving) event.preventDefault(); });
}

/* What was typed reaches the server first; then the plain form goes, which works the same without scripts. */
function sendAfterSaving(sent, { isOwn }) {
  sent.addEventListener("submit", async (event) => {
    if (leaving) return undefined;
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    if (isOwn && !button?.matches("[data-finish]")) return void sync.send();
    button?.setAttribute("aria-busy", "true");
    const stored = await sync.drain();
    button?.removeAttribute("aria-busy");
    if (signIn?.offered) return undefined;
    if (!stored) return say("Not yet: not everything has reached the server. What you wrote is kept on this device; try again when you are connected.", "attention");
    leaving = true;
    if (signIn) renewCsrfTokens();
    // A form is deaf to requestSubmit while its own submit event is under way, as it is when there was nothing to drain.
    setTimeout(() => sent.requestSubmit(button));
    return undefined;
  });
}

if (form.dataset.zone) document.documentElement.dataset.zone = form.dataset.zone;
if (form.dataset.savedAt) sync.savedAt = new Date(form.dataset.savedAt);
sendAfterSaving(form, { isOwn: true });
document.querySelectorAll("form[data-after-saving]").forEach((sent) => sendAfterSaving(sent, { isOwn: false }));
window.addEventListener("pageshow", () => { leaving = false; });
startSaving();
startOneByOne(form);
startCallClock();
sync.start();
