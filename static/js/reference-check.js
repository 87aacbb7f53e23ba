/* Saves a reference check as it is typed. Without this module the form's buttons save it. */
import { csrfToken, renewCsrfTokens } from "./csrf.js";
import { notify } from "./notify.js";
import { showSaveState } from "./save-state.js";
import { SignInAgain } from "./sign-in-again.js";

const PAUSE = 1200;
const LONGEST_PAUSE = 30_000;

function start(form) {
  const state = document.querySelector("[data-save-state]");
  const revision = form.elements.revision;
  const client = crypto.randomUUID();
  const changed = new Map();
  let timer = 0;
  let pause = PAUSE;
  let saving = false;
  let stopped = false;
  let signedOut = false;
  const signIn = new SignInAgain({ place: document.getElementById("messages"), goOn });
  form.elements.client.value = client;

  const show = (name, at) => showSaveState(state, name, at);

  function schedule(after = pause) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, after);
  }

  function note(field) {
    if (!field.name || ["author", "revision", "client", "csrfmiddlewaretoken"].includes(field.name)) return;
    const value = field.type === "radio" ? form.elements[field.name].value : field.value;
    changed.set(field.name, value);
    if (!stopped) show("unsaved");
    schedule();
  }

  async function save(keepalive = false) {
    if (saving || stopped || !changed.size) return;
    saving = true;
    const sent = new Map(changed);
    show("saving");
    try {
      const answer = await fetch(form.dataset.referenceCheck, {
        method: "POST",
        keepalive,
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ author: form.elements.author.value, revision: revision.value, client, fields: Object.fromEntries(sent) }),
      });
      await settle(answer, sent);
    } catch {
      show("offline");
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    } finally {
      saving = false;
      if (changed.size) schedule();
    }
  }

  async function settle(answer, sent) {
    signedOut = answer.redirected || [401, 403].includes(answer.status);
    if (signedOut) {
      show("signin");
      signIn.offer({ another: answer.status === 401 });
      pause = LONGEST_PAUSE;
      return;
    }
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) {
      show("offline");
      pause = LONGEST_PAUSE;
      return;
    }
    signIn.over();
    const said = await answer.json();
    if (answer.ok) {
      sent.forEach((value, name) => changed.get(name) === value && changed.delete(name));
      revision.value = said.revision;
      pause = PAUSE;
      show(changed.size ? "unsaved" : "saved", new Date(said.at));
      return;
    }
    stopped = answer.status === 409;
    show(stopped ? "conflict" : "unsaved");
    notify(said.message, stopped ? "attention" : "danger");
    if (!stopped) pause = LONGEST_PAUSE;
  }

  /** Saves what waits after a new sign-in; false if one is still asked for. */
  async function goOn() {
    signedOut = false;
    await save();
    return !signedOut;
  }

  /* What was typed is saved first: the plain form would lose its words without a sign-in or a network. */
  async function send(event) {
    if (stopped) return void changed.clear();
    event.preventDefault();
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    await save();
    button?.removeAttribute("aria-busy");
    if (["signin", "offline"].includes(state.dataset.saveState)) return undefined;
    clearTimeout(timer);
    stopped = true;
    changed.clear();
    renewCsrfTokens(form);
    setTimeout(() => form.requestSubmit(button));
    return undefined;
  }

  form.addEventListener("input", (event) => note(event.target));
  form.addEventListener("change", (event) => note(event.target));
  form.addEventListener("focusout", () => schedule(0));
  form.addEventListener("submit", send);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); else schedule(0); });
  window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
  window.addEventListener("online", () => { pause = PAUSE; schedule(0); });
}

document.querySelectorAll("[data-reference-check]").forEach(start);
