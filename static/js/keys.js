/* Single-letter keys; they can be switched off in the "?" dialog (WCAG 2.1.4). */
const SWITCH = "evenhand-keys-off";

/** Whether the person switched single-letter keys off on this device. */
export function keysOff() {
  try { return localStorage.getItem(SWITCH) === "1"; } catch { return false; }
}

/** Whether keys belong to a field that is being typed in. */
export function typing(target) {
  return target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
}

let waitingForPlace = false;

function go(letter) {
  document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || keysOff() || document.querySelector("dialog[open]")) return;
  if (waitingForPlace) {
    waitingForPlace = false;
    event.preventDefault();
    return go(event.key);
  }
  if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (event.key === "/") {
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "g") {
    waitingForPlace = true;
    setTimeout(() => { waitingForPlace = false; }, 1500);
  }
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  const box = document.querySelector("[data-keys-switch]");
  if (!box) return;
  box.checked = !keysOff();
  box.addEventListener("change", () => {
    try { localStorage.setItem(SWITCH, box.checked ? "0" : "1"); } catch { /* private window: stays as it was */ }
  });
}
