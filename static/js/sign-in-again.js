/* Signing in again without leaving a page that holds unsent words. The dialog shows the server's own sign-in pages, one
   after the other: they are fetched and sent from here, since no page of Evenhand may be framed. */
import { csrfToken, renewCsrfTokens } from "./csrf.js";
import { element } from "./element.js";
import { keysOff, typing } from "./keys.js";
import { notice } from "./notify.js";
import { startPasskeys } from "./passkeys.js";

const GIVE_UP_AFTER = 20_000;
const ENDED = "Your sign-in has ended.";
const ANOTHER = "Somebody else is signed in on this browser now. Nothing you typed went to them.";
const REFUSED = "You are signed in, but this still cannot be saved. Look in a new tab what has changed.";
const NO_ANSWER = "The server did not answer. Nothing you typed is lost; try again in a moment.";
const ELSEWHERE = "This step needs a page of its own. Take it in a new tab, then come back: this page goes on by itself.";

export class SignInAgain {
  /**
   * @param {Element} place where the notice stands
   * @param {() => Promise<boolean>} goOn saves what waits; false if the server still asks for a sign-in
   * @param {HTMLButtonElement} [button] a place of its own for the button, which else stands in the notice
   */
  constructor({ place, goOn, button }) {
    this.dialog = document.getElementById("sign-in-again");
    this.part = (name) => this.dialog.querySelector(`[data-part-of-sign-in="${name}"]`);
    this.button = button ?? element("button", { type: "button", className: "btn", textContent: "Sign in again" });
    this.button.setAttribute("aria-keyshortcuts", "s");
    Object.assign(this, { place, goOn, ownPlace: Boolean(button) });
    this.button.addEventListener("click", () => this.open());
    this.dialog.addEventListener("submit", (event) => this.onSubmit(event));
    this.dialog.addEventListener("close", () => this.onClose());
    document.addEventListener("focusin", ({ target }) => { if (this.isWork(target)) this.last = target; });
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  get offered() {
    return Boolean(this.notice?.isConnected);
  }

  /** A save was refused: says so and offers the dialog. It never opens by itself, since somebody may be typing. */
  offer({ another = false } = {}) {
    this.say(another ? ANOTHER : ENDED);
  }

  say(words) {
    if (this.offered && this.words === words) return;
    this.words = words;
    this.button.hidden = false;
    this.notice = notice(`${words} ${this.dialog.dataset.kept}`, "attention", ...(this.ownPlace ? [] : [this.button]));
    this.place.replaceChildren(this.notice);
  }

  /** A save was heard again, whichever way its author signed in: what the earlier sign-in left behind goes. */
  over() {
    if (!this.notice) return;
    const held = document.activeElement === this.button;
    this.notice.remove();
    this.notice = undefined;
    this.button.hidden = this.ownPlace;
    renewCsrfTokens();
    if (this.dialog.open) this.dialog.close();
    else if (held) this.goBack();
  }

  async open() {
    if (this.dialog.open || !this.offered) return;
    await this.follow(this.dialog.dataset.done, { busy: this.button });
  }

  /** Asks for an address of the sign-in, or sends a form there, and goes on with whatever page comes back. */
  async follow(address, { busy, ...options } = {}) {
    if (this.asking) return;
    this.asking = true;
    busy?.setAttribute("aria-busy", "true");
    const page = await pageAt(address, options);
    busy?.removeAttribute("aria-busy");
    this.asking = false;
    const who = page?.querySelector("form[data-signed-in]");
    const main = page?.querySelector("main.plain-page");
    if (who) await (who.dataset.signedIn === this.dialog.dataset.author ? this.succeed() : this.showAnother(who));
    else if (main) this.show(main);
    else if (page && address !== this.dialog.dataset.done) await this.follow(this.dialog.dataset.done);
    else this.fail(page ? ELSEWHERE : NO_ANSWER);
  }

  async succeed() {
    renewCsrfTokens();
    if (this.dialog.open) this.dialog.close();
    if (await this.goOn()) this.over();
    else this.say(REFUSED);
  }

  show(main) {
    const parts = [...main.children].filter((part) => !part.matches(".plain-brand, .page-head"));
    this.fill(main.querySelector("h1").textContent, main.querySelector(".page-state")?.textContent ?? "", parts);
    const login = this.dialog.querySelector('input[name="login"]');
    if (login && !login.value) login.value = this.dialog.dataset.email;
    startPasskeys(this.part("body"), (form) => this.send(form));
    this.reveal();
  }

  showAnother(form) {
    const { author, name } = { author: this.dialog.dataset.name, name: form.dataset.name };
    this.say(ANOTHER);
    const button = form.querySelector("button");
    Object.assign(button, { className: "btn btn-primary", textContent: `Sign in as ${author}` });
    button.parentElement.replaceChildren(button);
    const words = `${name} has signed in on this browser. Nothing you typed went to them. To go on, sign in as ${author}: that signs ${name} out.`;
    this.fill("Somebody else is signed in", words, [form]);
    this.reveal();
  }

  fail(words) {
    this.part("problem").textContent = words;
    if (this.dialog.open) return;
    this.fill("Sign in", "", [], words);
    this.reveal();
  }

  fill(title, words, parts, problem = "") {
    this.part("title").textContent = title;
    this.part("words").textContent = words;
    this.part("problem").textContent = problem;
    const body = this.part("body");
    body.replaceChildren(...parts);
    // The page has a place of this name already.
    body.querySelectorAll("#messages").forEach((messages) => messages.removeAttribute("id"));
    body.querySelectorAll(".alert").forEach((alert) => alert.setAttribute("role", "alert"));
    body.querySelectorAll("a, form[data-leaves]").forEach((away) => { away.target = "_blank"; });
  }

  reveal() {
    if (!this.dialog.open) this.dialog.showModal();
    const fields = [...this.part("body").querySelectorAll("input:not([type=hidden])")];
    const next = fields.find((field) => field.matches(".is-invalid") || !field.value);
    (next ?? fields[0] ?? this.dialog.querySelector("button")).focus();
  }

  onSubmit(event) {
    const form = event.target;
    if (form.method !== "post" || form.target === "_blank") return;
    event.preventDefault();
    this.send(form, event.submitter);
  }

  send(form, busy = form.querySelector("button")) {
    form.elements.csrfmiddlewaretoken.value = csrfToken();
    return this.follow(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), busy });
  }

  /** Nothing of the sign-in stays in the page, and typing goes on where it was. */
  onClose() {
    this.fill("", "", []);
    this.goBack();
  }

  isWork(target) {
    return target.closest?.("main") && target !== this.button && !this.dialog.contains(target);
  }

  goBack() {
    const back = this.last?.isConnected ? this.last : document.getElementById("main");
    back.focus({ preventScroll: true });
  }

  onKey(event) {
    if (event.key !== "s" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.offered || typing(event.target) || keysOff() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.open();
  }
}

async function pageAt(address, options) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(GIVE_UP_AFTER), ...options });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return undefined;
  }
}
