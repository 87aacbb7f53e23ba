/* What every page gets. Each page works without it. */
import { csrfToken } from "./csrf.js";
import { startFileSizes } from "./file-size.js";
import { startKeys } from "./keys.js";
import { notify } from "./notify.js";
import { startScales } from "./scale.js";
import { isSignedOut } from "./signed-out.js";
import { startTimes } from "./times.js";
import { startUnsaved } from "./unsaved.js";

function startDialogs() {
  const builtIn = "command" in HTMLButtonElement.prototype;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener && !builtIn) document.getElementById(opener.dataset.open)?.showModal();
    if (event.target.matches("dialog.dialog")) event.target.close();
  });
}

function startMenus() {
  document.addEventListener("click", (event) => {
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest(".menu-item")) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
}

/* A form is sent once: the button that sent it is busy until the answer. data-many on a form turns it off. */
function startBusyForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || event.submitter?.formMethod === "dialog" || form.method !== "post") return;
    if (form.matches("[data-many], [hx-post]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 10_000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

/* When the sign-in has ended, the server answers with the sign-in page: it must not land inside this one. */
function keepSignInOut(event) {
  if (!isSignedOut(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  notify("Your sign-in has ended. Nothing was changed. Load the page again to sign in.", "attention");
}

function startHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.elt.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.elt.removeAttribute("aria-busy"));
  document.addEventListener("htmx:beforeSwap", keepSignInOut);
  document.addEventListener("htmx:sendError", () => {
    notify("The server did not answer. Nothing was changed. Check the connection and try again.", "danger");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const said = {
      403: "You may not do this, or your sign-in has ended. Load the page again.",
      404: "This is not there any more. Load the page again.",
    };
    notify(said[event.detail.xhr.status] ?? "That did not work. Nothing was changed. Try again.", "danger");
  });
}

/* On a narrow screen the current step or part may lie outside the visible end of its line. */
function showCurrent() {
  document.querySelectorAll(".stepper, .tabs").forEach((line) => {
    const current = line.querySelector("[aria-current]");
    if (current && line.scrollWidth > line.clientWidth) {
      line.scrollLeft = current.offsetLeft - (line.clientWidth - current.offsetWidth) / 2;
    }
  });
}

showCurrent();
startDialogs();
startMenus();
startFileSizes();
startBusyForms();
startHtmx();
startKeys();
startScales();
startTimes();
startUnsaved();
