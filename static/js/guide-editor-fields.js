/* The fields of the guide editor by path, such as stages.3.questions.17.text. Only what stands on the page now has any. */
const PREFIX = "draft.";

export class Fields {
  constructor(form) {
    this.form = form;
    this.isPart = true; // Other fields of the same draft are saved as well, though they are not on the page.
  }

  pathOf(element) {
    return element?.dataset?.kind ? element.name.slice(PREFIX.length) : undefined;
  }

  elements(path) {
    return [...this.form.querySelectorAll(`[name="${CSS.escape(PREFIX + path)}"][data-kind]`)];
  }

  read(path) {
    const elements = this.elements(path);
    const [first] = elements;
    const kind = first?.dataset.kind;
    if (kind === "check") return first.checked;
    if (kind === "many") return elements.filter((element) => element.checked).map((element) => element.value);
    if (kind === "minutes") return Object.fromEntries(elements.map((element) => [element.dataset.part, numberOf(element)]));
    if (kind === "number") return numberOf(first);
    if (kind === "lines") return linesOf(first.value);
    if (kind === "pairs") return Object.fromEntries(linesOf(first.value).map(pairOf));
    return first?.value ?? "";
  }

  write(path, value) {
    for (const element of this.elements(path)) {
      const { kind, part } = element.dataset;
      if (kind === "check") element.checked = value === true;
      else if (kind === "many") element.checked = (value ?? []).includes(element.value);
      else {
        const text = kind === "minutes" ? value?.[part] : textOf(value, kind);
        if (element.value !== String(text ?? "")) element.value = text ?? "";
      }
    }
  }

  /** How a value reads to a person. */
  words(path, value) {
    const kind = this.elements(path)[0]?.dataset.kind;
    if (kind === "check") return value ? "Ticked" : "Not ticked";
    if (kind === "minutes") return `${value?.min} to ${value?.max}`;
    if (kind === "choice") return [...(this.elements(path)[0]?.options ?? [])].find((option) => option.value === (value ?? ""))?.text ?? "(empty)";
    if (kind === "many") return this.elements(path).filter((element) => (value ?? []).includes(element.value) && element.value).map((element) => element.closest("label").textContent.trim()).join("; ") || "(none)";
    return String(Array.isArray(value) ? value.join("\n") : textOf(value, kind) ?? "") || "(empty)";
  }

  /** What a field is called, for a message about it. */
  name(path) {
    const [first] = this.elements(path);
    const label = first?.closest(".edit-field")?.querySelector("legend, .form-label, .form-check-label")?.textContent.trim();
    return label ?? "a field of another part";
  }

  say(path, sentence = "") {
    const place = this.form.querySelector(`[data-words-for="${CSS.escape(path)}"]`);
    if (!place) return false;
    place.replaceChildren();
    if (sentence) place.append(Object.assign(document.createElement("p"), { className: "field-error", textContent: sentence }));
    this.elements(path).forEach((element) => element.toggleAttribute("aria-invalid", Boolean(sentence)));
    return true;
  }

  isQuiet() {
    return false;
  }

  body(values) {
    return values;
  }
}

function numberOf(element) {
  return element.value.trim() === "" || Number.isNaN(Number(element.value)) ? element.value : Number(element.value);
}

function linesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

function pairOf(line) {
  const at = line.indexOf(":");
  return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function textOf(value, kind) {
  if (kind === "lines") return (value ?? []).join("\n");
  if (kind === "pairs") return Object.entries(value ?? {}).map(([name, text]) => `${name}: ${text}`).join("\n");
  return value;
}
