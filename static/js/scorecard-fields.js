/* The form's fields by path: answers.<uid>.notes, ratings.<uid>.level, and the scorecard's own. */
const KNOWN = /^(answers\.\w+\.\w+|ratings\.\w+\.\w+|recommendation|confidence|summary|red_flags|red_flag_notes)$/;
const OWN = { recommendation: "Recommendation", confidence: "Confidence", summary: "Summary", red_flags: "Red flags", red_flag_notes: "Red flags, what you saw or heard" };

/** Whether a field holds the seconds that a question was open: counted, not typed. */
export function isTime(path) {
  return path.endsWith(".seconds");
}

export class Fields {
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
    if (first?.type === "radio") {
      const chosen = elements.find((element) => element.checked);
      return chosen ? Number(chosen.value) : null;
    }
    if (first?.type === "checkbox") return elements.filter((element) => element.checked).map((element) => Number(element.value));
    if (isTime(path)) return Number(first.value);
    return first?.value ?? "";
  }

  write(path, value) {
    const elements = this.elements(path);
    for (const element of elements) {
      if (element.type === "radio") element.checked = value !== null && String(value) === element.value;
      else if (element.type === "checkbox") element.checked = value.includes(Number(element.value));
      else if (isTime(path)) element.value = Math.max(Number(element.value), value);
      else if (element.value !== value) element.value = value;
    }
    elements[0]?.dispatchEvent(new CustomEvent("scorecard:written", { bubbles: true, detail: { path } }));
  }

  /** How a value reads to a person. */
  words(path, value) {
    if (value === null || value === "") return "(empty)";
    if (path.endsWith(".level")) return value === 0 ? "Level 0, not enough information" : `Level ${value}`;
    if (path === "recommendation") return ["", "Strong no hire", "No hire", "Hire", "Strong hire"][value];
    if (path === "confidence") return ["", "Low", "Medium", "High"][value];
    if (!Array.isArray(value)) return String(value);
    const lines = this.elements(path).filter((element) => value.includes(Number(element.value)));
    return lines.map((element) => element.closest("label").textContent.trim()).join("; ") || "(none ticked)";
  }

  /** What a field is called, for a message about it. */
  name(path) {
    const [element] = this.elements(path);
    const criterion = element?.closest("[data-criterion]")?.dataset.name;
    if (criterion) return `${criterion}, ${path.endsWith(".level") ? "level" : "evidence"}`;
    const question = element?.closest("[data-question]")?.querySelector("h3")?.textContent;
    const names = { notes: "notes", areas: "listen for", follow_ups: "follow-ups", own_follow_up: "own follow-up", asked: "asked or skipped", skip_reason: "why skipped", seconds: "time" };
    if (question) return `${question} (${names[path.split(".")[2]]})`;
    return OWN[path];
  }

  /** Puts a sentence beside a field, or takes it away. */
  say(path, sentence = "") {
    const place = this.form.querySelector(`[data-words-for="${CSS.escape(path)}"]`);
    if (!place) return false;
    place.replaceChildren();
    if (sentence) place.append(Object.assign(document.createElement("p"), { className: "field-error", textContent: sentence }));
    return true;
  }

  /** Whether a field is saved without a word about it. */
  isQuiet(path) {
    return isTime(path);
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
