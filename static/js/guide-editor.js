/* The guide editor: saves as it is typed, and changes parts without leaving the page. Without this file it is a form. */
import { showConflict } from "./conflict.js";
import { element } from "./element.js";
import { Fields } from "./guide-editor-fields.js";
import { Order } from "./guide-editor-order.js";
import { Similar } from "./guide-editor-similar.js";
import { Journal } from "./journal.js";
import { notice } from "./notify.js";
import { showSaveState } from "./save-state.js";
import { SignInAgain } from "./sign-in-again.js";
import { Sync } from "./sync.js";

const form = document.getElementById("edit-form");
const place = form.querySelector("[data-say]");
const saveState = document.querySelector(".save-state");
const fields = new Fields(form);
const editor = () => document.getElementById("editor");
const sideAfter = 600;
const narrow = matchMedia("(width < 64rem)");
let sideTimer, pickTimer, moved;

function say(text, kind = "info") {
  place.replaceChildren(notice(text, kind));
}

const tell = {
  state(state, at) { showSaveState(saveState, state, at); },
  say(sentence) { say(sentence, "danger"); },
  restored() { say("What you typed last time had not been sent. It is back in its place.", "done"); },
  accepted(stored) {
    form.elements.base_revision.value = sync.revision;
    if (stored) refreshSide();
  },
  rearranged() {
    const show = element("button", { type: "button", className: "btn btn-sm", textContent: "Show them" });
    show.addEventListener("click", () => load(location.href));
    place.replaceChildren(notice("Parts of this draft were added, removed or moved elsewhere.", "info", show));
    refreshSide();
  },
  conflict(path, server, revision, person) { showConflict({ path, server, revision, person, fields, sync, place }); },
  signIn(another) { signIn.offer({ another }); },
  heard() { signIn.over(); },
  stopped(said, values) {
    const texts = Object.entries(values).map(([path, value]) => `${fields.name(path)}: ${fields.words(path, value)}`);
    say(texts.length ? `${said.message} Not stored, and still here: ${texts.join(" | ")}` : said.message, "attention");
    form.querySelectorAll(":is(input, textarea)[data-kind]").forEach((field) => { field.readOnly = true; });
  },
};

const journal = new Journal(`${form.dataset.user}/${form.dataset.key}`, form.dataset.journal);
const sync = new Sync({
  url: form.dataset.save, author: form.dataset.user, revision: Number(editor().dataset.revision), fields, journal, tell,
});
const signIn = new SignInAgain({ place, goOn: () => sync.goOn() });
const order = new Order(form, (path, to) => act(`move ${path} ${to}`));

function refreshSide() {
  clearTimeout(sideTimer);
  sideTimer = setTimeout(async () => {
    await window.htmx.ajax("GET", form.dataset.side, { source: "#edit-side", target: "#edit-side", swap: "outerHTML" });
    countErrors();
  }, sideAfter);
}

/** Beside each part stands how many things in it keep the guide from being published. */
function countErrors() {
  form.querySelectorAll("[data-blocked]").forEach((place) => {
    const many = form.querySelectorAll(`[data-error-in="${CSS.escape(place.dataset.blocked)}"]`).length;
    place.hidden = !many;
    place.querySelector("[data-many]").textContent = many;
  });
}

/** Before the part on the page is replaced, all that was typed into it is stored; else it stays, and says why. */
async function settled(goOn) {
  if (await sync.drain()) return true;
  if (signIn.offered) return false;
  say("Not everything is saved yet, so this part stays open. What you typed is still here; mend what is marked, or try again.", "attention");
  if (sync.refused) {
    const leave = element("button", { type: "button", className: "btn btn-sm", textContent: "Leave out what is marked" });
    leave.addEventListener("click", () => {
      place.replaceChildren();
      sync.drop();
      goOn();
    });
    place.firstElementChild.append(leave);
  }
  return false;
}

async function load(url, values) {
  if (!(await settled(() => load(url, values)))) return;
  const method = values ? "POST" : "GET";
  const before = editor();
  clearTimeout(sideTimer); // What comes has its own side.
  // One source makes one request at a time, and would be dropped for another; inside the form it would send all fields.
  await window.htmx.ajax(method, url.replace(/#.*/, ""), { source: saveState, target: "#editor", swap: "outerHTML", values });
  if (editor() === before) return; // It did not come; the page says so, and its address stays true.
  if (!values) history.pushState({}, "", url);
  arrived(new URL(url, location.href).hash, Boolean(values));
}

function arrived(hash, stays) {
  if (!signIn.offered) place.replaceChildren();
  const { revision, focus } = editor().dataset;
  sync.revision = Math.max(sync.revision, Number(revision));
  form.elements.base_revision.value = sync.revision;
  form.action = location.pathname + location.search;
  order.show();
  foldOutline();
  sync.show();
  const again = moveButton(focus);
  const first = again ?? (focus && form.querySelector(`[name^="draft.${CSS.escape(focus)}."]:not([type="hidden"])`));
  const there = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (first) first.focus();
  else if (there) there.scrollIntoView();
  // What had the focus is gone with the part before.
  if (document.activeElement === document.body) document.getElementById("part-title").focus({ preventScroll: stays || Boolean(there) });
}

/** Whoever moved an item with its button finds the button under the finger again, to move it on. */
function moveButton(path) {
  const item = moved && form.querySelector(`[data-item="${CSS.escape(path)}"]`);
  const own = [...(item?.querySelectorAll('[data-act][value^="move "]:not(:disabled)') ?? [])].filter((button) => button.closest("[data-item]") === item);
  return own.find((button) => button.ariaLabel.endsWith(moved)) ?? own[0];
}

/** On a narrow screen the parts fold into one line that names the one that is open. */
function foldOutline() {
  form.querySelector(".edit-outline details").open = !narrow.matches;
}

function act(value, button) {
  moved = value.startsWith("move ") ? button?.ariaLabel.split(" ").pop() : undefined;
  const list = value.startsWith("add ") ? `new.${value.slice(4)}.` : "new. ";
  const given = [...form.elements].filter((element) => element.name?.startsWith(list)).map((element) => [element.name, element.value]);
  // What others changed after the part was shown was not seen here, though a save may have told its revision since.
  const values = { act: value, author: form.dataset.user, base_revision: editor().dataset.revision, ...Object.fromEntries(given) };
  return load(location.href, values);
}

function onClick(event) {
  const button = event.target.closest("[data-act]");
  const link = event.target.closest("a[data-part]");
  if (button) {
    event.preventDefault();
    act(button.value, button);
  } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    moved = undefined;
    load(link.href);
  }
}

function mirror(input) {
  form.querySelectorAll(`[data-mirror="${CSS.escape(fields.pathOf(input))}"]`).forEach((element) => { element.textContent = input.value; });
}

function onInput(event) {
  if (event.target.matches("[data-pick]")) return void findSoon(event.target);
  const path = fields.pathOf(event.target);
  if (!path) return;
  sync.touch(path);
  mirror(event.target);
}

function findSoon(input) {
  clearTimeout(pickTimer);
  pickTimer = setTimeout(() => {
    const url = `${input.dataset.pick}?${new URLSearchParams({ q: input.value, part: input.dataset.pickPart })}`;
    window.htmx.ajax("GET", url, { source: "#found", target: "#found", swap: "outerHTML" });
  }, 300);
}

function start() {
  document.documentElement.classList.add("edit-scripted");
  if (form.dataset.savedAt) sync.savedAt = new Date(form.dataset.savedAt);
  form.addEventListener("input", onInput);
  form.addEventListener("focusout", (event) => { if (fields.pathOf(event.target)) sync.send(); });
  document.addEventListener("click", onClick);
  // What was typed while another part was on its way.
  document.addEventListener("htmx:beforeSwap", () => sync.collect());
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    const add = event.target.closest(".edit-add, .edit-new-stage")?.querySelector("[data-act]");
    if (add) act(add.value);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); sync.send(); });
  const leave = () => { if (!sync.clean) sync.send({ leaving: true }); };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else sync.send({ ask: true }); });
  window.addEventListener("online", () => sync.online());
  window.addEventListener("popstate", () => location.reload());
  window.addEventListener("beforeunload", (event) => { if (!sync.clean) event.preventDefault(); });
  new Similar(form);
  order.show();
  foldOutline();
  narrow.addEventListener("change", foldOutline);
  form.dataset.scripted = "";
  // What an earlier page sent while it was being left may have arrived after this one was made.
  sync.start().then(() => sync.send({ ask: true }));
}

start();
