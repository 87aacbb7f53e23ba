/* The rating scale: keys 0-4 while focus is inside, Delete or "Clear" takes the rating back. */
function choose(scale, input, checked) {
  input.checked = checked;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  if (checked) input.focus();
}

function clear(scale) {
  const chosen = scale.querySelector(".scale-input:checked");
  if (chosen) choose(scale, chosen, false);
}

function showClear(scale) {
  const button = scale.querySelector("[data-scale-clear]");
  if (button) button.hidden = !scale.querySelector(".scale-input:checked");
}

export function startScales() {
  document.querySelectorAll("[data-scale]").forEach(showClear);
  document.addEventListener("change", (event) => {
    const scale = event.target.closest("[data-scale]");
    if (scale) showClear(scale);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-scale-clear]");
    if (!button) return;
    const scale = button.closest("[data-scale]");
    clear(scale);
    scale.querySelector(".scale-input")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const scale = event.target.matches?.(".scale-input") && event.target.closest("[data-scale]");
    if (!scale || scale.disabled) return;
    if (/^[0-4]$/.test(event.key)) choose(scale, scale.querySelector(`.scale-input[value="${event.key}"]`), true);
    else if (event.key === "Delete" || event.key === "Backspace") clear(scale);
    else return;
    event.preventDefault();
  });
}
