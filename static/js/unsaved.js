/* Words typed into a form and not sent yet: the browser asks before they are lost. Forms that save by themselves, and
   those with a password, are left alone. */
const FORMS = 'form[method="post"]:not([data-many], [hx-post], [data-reference-check], :has([type="password"]))';
const TYPED = 'textarea, input:is([type="text"], [type="email"], [type="tel"], [type="url"], [type="number"], [type="date"], [type="time"])';
const sent = new WeakSet();

/** A form that came back with errors holds words that the server has not stored. */
function holdsWords(form) {
  if (sent.has(form) || form.closest("dialog:not([open])")) return false;
  const fields = [...form.querySelectorAll(TYPED)].filter((field) => !field.disabled);
  const refused = form.querySelector('.is-invalid, [aria-invalid="true"]') !== null;
  return fields.some((field) => field.value !== field.defaultValue || (refused && field.value !== ""));
}

/** Whether the browser would ask before this page is left. */
export function holdsUnsentWords() {
  return [...document.querySelectorAll(FORMS)].some(holdsWords);
}

export function startUnsaved() {
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent.add(event.target);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(FORMS).forEach((form) => sent.delete(form));
  });
  window.addEventListener("beforeunload", (event) => {
    if (holdsUnsentWords()) event.preventDefault();
  });
}
