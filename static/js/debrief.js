/* The debrief: notes that are saved as typed, evidence beside the matrix, rows of next steps. The page works without. */
import { csrfToken, renewCsrfTokens } from "./csrf.js";
import { showSaveState } from "./save-state.js";
import { SignInAgain } from "./sign-in-again.js";
import { isSignedOut } from "./signed-out.js";

function send(form) {
  renewCsrfTokens(form);
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
}

/* After a conflict the form holds both texts and has a button; whoever moves on without it keeps both as well. */
function keepBoth() {
  window.addEventListener("pagehide", () => {
    const form = document.querySelector("[data-note-kept]");
    if (form) send(form);
  });
}

function startNote(form) {
  let dirty = false;
  let signedOut = false;
  const state = () => form.querySelector("[data-save-state]");
  const show = (name) => state() && showSaveState(state(), name);
  form.addEventListener("input", () => {
    dirty = true;
    show("unsaved");
  });
  const again = () => new Promise((done) => {
    signedOut = false;
    form.addEventListener("htmx:afterRequest", () => done(!signedOut), { once: true });
    form.requestSubmit();
  });
  const signIn = new SignInAgain({ place: document.getElementById("messages"), goOn: again });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && signedOut) again(); });
  let sent = "";
  // The form names its author, so a token of another sign-in opens nothing to them.
  form.addEventListener("htmx:configRequest", ({ detail }) => { detail.parameters.csrfmiddlewaretoken = csrfToken(); });
  form.addEventListener("htmx:beforeRequest", () => {
    dirty = false;
    sent = form.elements.text.value;
    show("saving");
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { status, responseURL } = event.detail.xhr;
    signedOut = [401, 403].includes(status) || isSignedOut(responseURL);
    if (!signedOut) return signIn.over();
    event.stopPropagation();
    Object.assign(event.detail, { shouldSwap: false, isError: false });
    dirty = true;
    show("signin");
    return signIn.offer({ another: status === 401 });
  });
  // The answer to a conflict replaces the form: what was typed since it was sent goes along.
  form.addEventListener("htmx:beforeSwap", (event) => {
    const typed = form.elements.text.value;
    if (event.detail.xhr.status !== 422 || typed === sent) return;
    const answer = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    const text = answer.querySelector("textarea");
    if (!text) return;
    const at = text.value.lastIndexOf(sent.trim());
    text.textContent = at < 0 ? `${text.value}\n\n${typed}` : text.value.slice(0, at) + typed;
    event.detail.serverResponse = answer.body.innerHTML;
  });
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    form.addEventListener(name, () => {
      dirty = true;
      show("unsaved");
    });
  }
  // An edit made while a save was under way is still unsaved when the answer comes.
  form.addEventListener("htmx:afterSettle", () => dirty && show("unsaved"));
  window.addEventListener("pagehide", () => dirty && form.isConnected && send(form));
  window.addEventListener("beforeunload", (event) => {
    if (signedOut || (dirty && state()?.dataset.saveState === "unsaved" && !navigator.onLine)) event.preventDefault();
  });
}

function startEvidence(box) {
  box.addEventListener("htmx:afterSwap", (event) => {
    document.querySelectorAll("[data-cell][aria-current]").forEach((cell) => cell.removeAttribute("aria-current"));
    event.detail.requestConfig?.elt.setAttribute("aria-current", "true");
    const place = box.getBoundingClientRect();
    if (place.top > window.innerHeight - 120 || place.bottom < 0) box.scrollIntoView({ block: "nearest" });
  });
}

function startClosing(box) {
  box.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cell-close]")) return;
    event.preventDefault();
    const cell = document.querySelector("[data-cell][aria-current]");
    cell?.removeAttribute("aria-current");
    box.replaceChildren();
    cell?.focus();
  });
}

function startRows(fieldset) {
  const total = fieldset.querySelector(`[name="${fieldset.dataset.rows}-TOTAL_FORMS"]`);
  const add = fieldset.querySelector("[data-rows-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const number = Number(total.value);
    const row = fieldset.querySelector("[data-rows-empty]").content.cloneNode(true);
    row.querySelectorAll("[name], [id], [for]").forEach((element) => {
      for (const name of ["name", "id", "for"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace("__prefix__", number));
      }
    });
    fieldset.querySelector("[data-rows-list]").append(row);
    total.value = number + 1;
    fieldset.querySelector("[data-rows-list]").lastElementChild.querySelector("input").focus();
  });
}

/* The reason for a departure, and which other role, are asked for only when needed; the server decides the same way. */
function startDecision(form) {
  const composite = Number.parseFloat(form.dataset.composite);
  const line = Number.parseFloat(form.dataset.hireFrom);
  const box = form.querySelector("[data-departure]");
  const role = form.querySelector("[data-other-role]");
  const update = () => {
    const outcome = form.elements.outcome.value;
    const departs = (outcome === "hire" && composite < line) || (outcome === "no_hire" && composite >= line);
    box.hidden = !departs && !box.querySelector("textarea").value;
    role.hidden = outcome !== "other_role";
  };
  form.addEventListener("change", update);
  update();
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select, [role=region], dialog") || event.metaKey || event.ctrlKey || event.altKey) return;
    const way = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
    if (way) document.querySelector(`[data-step="${way}"]`)?.click();
  });
}

document.querySelectorAll("[data-note]").forEach(startNote);
document.querySelectorAll("#evidence").forEach((box) => {
  startEvidence(box);
  startClosing(box);
});
document.querySelectorAll("[data-rows]").forEach(startRows);
document.querySelectorAll("[data-decision]").forEach(startDecision);
startKeys();
keepBoth();
