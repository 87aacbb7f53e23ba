/* The fields of a reference by path: answers.<uid>.text, ratings.<uid>.level, follow_ups.<uid>.text, to_verify. */
const KNOWN = /^((answers|follow_ups)\.\w+\.(text|number|hesitated|qualified)|ratings\.\w+\.(level|evidence)|to_verify)$/;
const NAMES = { text: "answer", number: "number", hesitated: "hesitated", qualified: "with a reservation" };

export class ReferenceFields {
  constructor(form) {
    this.form = form;
  }

  /** The path of the field that an event comes from, or nothing. */
  pathOf(element) {
    return KNOWN.test(element?.name ?? "") ? element.name : undefined;
  }

  elements(path) {
    const found = this.form.elements.namedItem(path);
    if (!found) return [];
    return found instanceof RadioNodeList ? [...found] : [found];
  }

  read(path) {
    const elements = this.elements(path);
    const [first] = elements;
    if (first?.type === "checkbox") return first.checked;
    if (first?.type !== "radio") return first?.value ?? "";
    const chosen = elements.find((element) => element.checked);
    return chosen?.value ? Number(chosen.value) : null;
  }

  write(path, value) {
    for (const element of this.elements(path)) {
      if (element.type === "radio") element.checked = element.value === (value === null ? "" : String(value));
      else if (element.type === "checkbox") element.checked = Boolean(value);
      else if (element.value !== value) element.value = value;
    }
  }

  /** How a value reads to a person. */
  words(path, value) {
    if (value === null || value === "") return "(empty)";
    if (typeof value === "boolean") return value ? "marked" : "not marked";
    if (path.endsWith(".level")) return value === 0 ? "Level 0, not enough information" : `Level ${value}`;
    return String(value);
  }

  /** What a field is called, for a message about it. */
  name(path) {
    if (path === "to_verify") return "What the interviews left open";
    const [element] = this.elements(path);
    const criterion = element?.closest("[data-criterion]")?.dataset.name;
    if (criterion) return `${criterion}, ${path.endsWith(".level") ? "level" : "evidence"}`;
    const question = element?.closest("[data-question]")?.querySelector(".aloud")?.textContent.trim();
    return `${question ?? "A question"} (${NAMES[path.split(".").pop()]})`;
  }

  /** Puts a sentence beside a field, or takes it away. */
  say(path, sentence = "") {
    const place = this.form.querySelector(`[data-words-for="${CSS.escape(path)}"]`);
    if (!place) return false;
    place.replaceChildren();
    if (sentence) place.append(Object.assign(document.createElement("p"), { className: "field-error", textContent: sentence }));
    return true;
  }

  isQuiet() {
    return false;
  }

  /** Values by flat path in the nested shape that the server takes. */
  body(values) {
    const result = {};
    for (const [path, value] of Object.entries(values)) {
      const parts = path.split(".");
      const name = parts.pop();
      let place = result;
      for (const part of parts) place = place[part] ??= {};
      place[name] = value;
    }
    return result;
  }
}
