const WORDS = {
  saving: () => "Saving",
  saved: (at) => (at ? `Saved ${clock(at)}` : "Saved"),
  unsaved: () => "Not saved yet",
  offline: () => "Offline, kept on this device",
  conflict: () => "Changed elsewhere: compare",
  signin: () => "Sign in to go on; kept on this device",
};

function clock(at) {
  const zone = document.documentElement.dataset.zone || undefined;
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
}

/**
 * Shows where the typed words are, in an element made by components/save_state.html.
 * @param {Element} element
 * @param {keyof WORDS} state
 * @param {Date} [at] time of the save
 */
export function showSaveState(element, state, at) {
  const words = WORDS[state](at);
  if (element.dataset.saveState === state && element.textContent === words) return;
  element.dataset.saveState = state;
  element.textContent = words;
}
