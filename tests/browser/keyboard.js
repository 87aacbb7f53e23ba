/* For tests: what the Tab key has to reach on a page, and where the focus is now. */
const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** The control's name; a group of radio buttons is one stop of the Tab key, so it has one name. */
function nameOf(element) {
  if (element.type === "radio") return `radio ${element.name}`;
  const words = element.ariaLabel || element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  return [element.tagName.toLowerCase(), element.id || element.name || element.getAttribute("href") || "", words].join(" ");
}

/** Everything that can be used now and is to be seen. */
window.controlsToReach = () => {
  const usable = (element) => element.tabIndex >= 0 && !element.disabled && element.type !== "hidden"
    && element.checkVisibility({ visibilityProperty: true }) && !element.closest("dialog:not([open])");
  return [...new Set([...document.querySelectorAll(CONTROLS)].filter(usable).map(nameOf))];
};

/** The focused control, or null: has it (or its label) a ring, is it in the window, is it covered by something? */
window.whereFocusIs = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const drawn = [element, element.nextElementSibling, element.closest("label")].filter(Boolean);
  const ring = drawn.some((part) => {
    const style = getComputedStyle(part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
  const box = (drawn.find((part) => part.offsetWidth > 2) ?? element).getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, 12);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 200), 1), window.innerHeight - 1);
  const inside = box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
  const at = document.elementFromPoint(x, y);
  const covered = !at || !drawn.some((part) => part.contains(at) || at.contains(part));
  return { name: nameOf(element), ring, seen: inside && !covered };
};
