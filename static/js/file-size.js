/* A file that is too large is refused beside its field, before it is sent: the server would answer with a page of its
   own, and what else was typed into the form would be gone. */
const FIELDS = 'input[type="file"][data-largest]';

function isTooLarge(field) {
  return [...field.files].some((file) => file.size > Number(field.dataset.largest));
}

/** Show or take away the words beside the field; return whether there are some. */
function judge(field) {
  const wrong = isTooLarge(field);
  document.getElementById(`${field.id}-size`)?.remove();
  field.classList.toggle("is-invalid", wrong);
  field.setAttribute("aria-invalid", String(wrong));
  if (!wrong) return false;
  const words = document.createElement("p");
  words.id = `${field.id}-size`;
  words.className = "invalid-feedback";
  words.setAttribute("role", "alert");
  words.textContent = field.dataset.tooLarge;
  field.after(words);
  return true;
}

export function startFileSizes() {
  document.addEventListener("change", (event) => {
    if (event.target.matches(FIELDS)) judge(event.target);
  });
  document.addEventListener("submit", (event) => {
    const wrong = [...event.target.querySelectorAll(FIELDS)].filter(judge);
    if (!wrong.length) return;
    event.preventDefault();
    wrong[0].focus();
  });
}
