/* Hints about evidence: what a careful colleague would ask. Plain comparing of words, no guessing; they never block, one
   at a time, and what was dismissed is not asked again. */
const OPINIONS = new Set("amazing average awesome bad best better brilliant decent disappointing excellent exceptional fantastic fine good great impressive mediocre nice okay outstanding perfect poor poorly smart solid strong super terrible weak well wonderful".split(" "));
const FILLERS = new Set("a all an and answer answers at but candidate clearly fairly had has he her his i in is it job just knowledge of ok overall pretty quite rather really she skill skills so some the their they think this to too very was were with".split(" "));
const PROTECTED = /\b(?:accent|(?:her|his|their) age|too (?:old|young)|pregnan\w+|maternity|motherhood|married|husband|wife|(?:her|his|their) (?:child|children|kids|baby|religion|race|sex|gender)|church|mosque|synagogue|muslim|christian|jewish|hindu|buddhist|atheist|gay|lesbian|homosexual|transgender|disabled|disability|wheelchair|autis\w+|ethnic\w*|nationality|foreigner)\b/i;
// Fewer words and letters than this are no sentence; scripts without spaces have few words.
const SENTENCE = { words: 5, letters: 30 }, TELLING = 2, AFTER_CLICK = 50;

function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What an anchor's words are compared by: long enough to mean something, without their endings. */
function stems(text) {
  return new Map(wordsOf(text).filter((word) => word.length > 4).map((word) => [word.slice(0, 6), word]));
}

/** Words of the evidence that stand in one anchor and not in the other. */
function shared(evidence, anchor, other) {
  return [...evidence].filter(([stem]) => anchor.has(stem) && !other.has(stem)).map(([, word]) => word);
}

function otherLevel(level, evidence, anchors) {
  const said = stems(evidence), known = anchors.map(stems);
  const own = (n) => shared(said, known[level], known[n]);
  const better = [1, 2, 3, 4].map((n) => [n, shared(said, known[n], known[level])])
    .filter(([n, words]) => n !== level && words.length >= TELLING + own(n).length)
    .sort((one, two) => two[1].length - one[1].length)[0];
  if (!better) return undefined;
  const [n, words] = better;
  const quoted = words.slice(0, 3).map((word) => `“${word}”`).join(", ");
  return `Your words ${quoted} stand in level ${n}: “${anchors[n]}”. You chose ${level}. Is that what you mean?`;
}

/** The kind and the words of the first hint that fits a rating; undefined if none does or all were dismissed. */
export function hintFor({ level, evidence, anchors, dismissed = [] }) {
  const words = wordsOf(evidence), meaning = words.filter((word) => !FILLERS.has(word));
  const about = evidence.match(PROTECTED)?.[0];
  const found = [
    ["protected", about && `“${about}” may touch on a protected characteristic. Write what matters for the work, or leave it out.`],
    ["none", level > 0 && !words.length && "No evidence yet. In the debrief a rating counts for what it rests on: what did they say or do?"],
    ["opinion", words.length && meaning.every((word) => OPINIONS.has(word)) && "This says how you found it. What did they say or do that somebody else would have seen?"],
    ["short", level > 0 && words.length && words.length < SENTENCE.words && evidence.length < SENTENCE.letters && "One sentence more helps whoever was not there: what did they say or do?"],
    ["level", level > 0 && otherLevel(level, evidence, anchors)],
  ];
  return found.find(([kind, text]) => text && !dismissed.includes(kind));
}

export class Hints {
  /** ``scope`` names the scorecard and its author; only kinds of hints are kept under it, never words. */
  constructor(views, scope) {
    this.views = views;
    this.key = `evenhand-hints/${scope}`;
    this.left = new Set();
  }

  start() {
    document.addEventListener("pointerdown", () => { this.pressed = true; }, true);
    for (const up of ["pointerup", "pointercancel"]) {
      document.addEventListener(up, () => { this.pressed = false; setTimeout(() => this.showLeft(), AFTER_CLICK); }, true);
    }
    for (const criterion of this.views.criteria) {
      criterion.addEventListener("focusout", (event) => {
        if (criterion.contains(event.relatedTarget)) return;
        this.left.add(criterion);
        if (!this.pressed) this.showLeft();
      });
      criterion.addEventListener("input", () => {
        if (criterion.querySelector("[data-hint]").childElementCount) this.show(criterion);
      });
    }
  }

  /** A hint moves what stands below it: never between the press and the click that follows. */
  showLeft() {
    this.left.forEach((criterion) => this.show(criterion));
    this.left.clear();
  }

  show(criterion) {
    const place = criterion.querySelector("[data-hint]");
    const level = this.views.level(criterion);
    const evidence = criterion.querySelector("textarea").value.trim();
    const anchors = [...criterion.querySelectorAll(".scale-text")].map((anchor) => anchor.textContent.trim());
    const untouched = level === null && !evidence;
    const [kind, text] = (!untouched && hintFor({ level, evidence, anchors, dismissed: this.dismissed()[criterion.dataset.criterion] })) || [];
    if (place.dataset.kind === (kind ?? "") && place.firstChild?.textContent === text) return;
    place.dataset.kind = kind ?? "";
    place.replaceChildren();
    if (!kind) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "hint-dismiss", textContent: "Dismiss" });
    button.addEventListener("click", () => this.dismiss(criterion, kind));
    place.append(Object.assign(document.createElement("span"), { textContent: text }), " ", button);
  }

  dismiss(criterion, kind) {
    const all = this.dismissed(), uid = criterion.dataset.criterion;
    all[uid] = [...(all[uid] ?? []), kind];
    try { localStorage.setItem(this.key, JSON.stringify(all)); } catch { /* asked again after a reload */ }
    this.kept = all;
    criterion.querySelector("textarea").focus();
    this.show(criterion);
  }

  /** Kinds by criterion. */
  dismissed() {
    try { return this.kept ??= JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { return this.kept ??= {}; }
  }
}
