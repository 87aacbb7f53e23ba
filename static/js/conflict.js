/* The same field was changed elsewhere, by the same person or by another: both texts, and the reader chooses. */
function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function column(title, text) {
  const made = document.createElement("div");
  made.append(
    Object.assign(document.createElement("p"), { className: "quiet", textContent: title }),
    Object.assign(document.createElement("p"), { className: "prose-pre", textContent: text }),
  );
  return made;
}

export function showConflict({ path, server, revision, person, fields, sync, place }) {
  const [first] = fields.elements(path);
  const id = `conflict-${path}`;
  const mine = () => (first ? fields.read(path) : sync.unsynced.get(path)?.value);
  document.getElementById(id)?.remove();
  const box = Object.assign(document.createElement("section"), { id, className: "conflict sheet", tabIndex: -1 });
  box.setAttribute("aria-label", `Two versions of: ${fields.name(path)}`);
  const choose = (value) => {
    box.remove();
    sync.resolve(path, value, revision);
    first?.focus();
  };
  const texts = document.createElement("div");
  texts.className = "conflict-texts";
  texts.append(column(person ? `By ${person}` : "Saved elsewhere", fields.words(path, server)), column("Here", fields.words(path, mine())));
  const acts = document.createElement("div");
  acts.className = "acts";
  acts.append(button("Keep what is here", () => choose(mine())), button("Take the other", () => choose(server)));
  if (first?.matches("textarea") && typeof server === "string" && server) acts.append(button("Keep both", () => choose(`${server}\n\n${mine()}`)));
  const changed = person ? `${person} changed this` : "Changed elsewhere";
  const heading = Object.assign(document.createElement("h3"), { textContent: `${changed}: ${fields.name(path)}` });
  box.append(heading, texts, acts);
  place.after(box);
  box.scrollIntoView({ block: "nearest" });
}
