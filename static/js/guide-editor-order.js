/* Items of a list dragged to another place. The buttons beside each item do the same by keyboard. */
import { element } from "./element.js";

export class Order {
  /** @param {(path: string, to: number) => void} move puts the item at `path` at position `to` of its list */
  constructor(root, move) {
    Object.assign(this, { root, move });
    root.addEventListener("pointerdown", (event) => this.take(event));
    root.addEventListener("dragstart", (event) => this.start(event));
    root.addEventListener("dragover", (event) => this.over(event));
    root.addEventListener("drop", (event) => this.drop(event));
    root.addEventListener("dragend", () => this.end());
  }

  /** Gives each item that has neighbours something to hold it by. */
  show() {
    this.root.querySelectorAll("[data-list]").forEach((list) => {
      const items = this.itemsOf(list);
      if (items.length < 2) return;
      items.forEach((item) => {
        const acts = [...item.querySelectorAll(".edit-acts")].find((place) => place.closest("[data-item]") === item);
        const place = acts && item.matches("li") ? item : acts;
        if (!place || place.querySelector(":scope > .edit-grip")) return;
        place.prepend(element("span", { className: "edit-grip", ariaHidden: "true", title: "Drag", textContent: "⠿" }));
      });
    });
  }

  itemsOf(list) {
    return [...list.querySelectorAll("[data-item]")].filter((item) => item.closest("[data-list]") === list);
  }

  take(event) {
    const grip = event.target.closest(".edit-grip");
    if (grip) grip.closest("[data-item]").draggable = true;
  }

  start(event) {
    const item = event.target.closest?.("[data-item]");
    if (!item || item.draggable !== true) return;
    this.held = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  }

  target(event) {
    const list = this.held?.parentElement.closest("[data-list]");
    const items = list ? this.itemsOf(list) : [];
    return items.find((item) => item.contains(event.target));
  }

  over(event) {
    const item = this.target(event);
    if (!item) return;
    event.preventDefault();
    this.root.querySelectorAll(".edit-over").forEach((other) => other.classList.remove("edit-over"));
    item.classList.add("edit-over");
  }

  drop(event) {
    const item = this.target(event);
    if (!item || item === this.held) return;
    event.preventDefault();
    const list = this.held.parentElement.closest("[data-list]");
    this.move(this.held.dataset.item, this.itemsOf(list).indexOf(item));
  }

  end() {
    this.held?.removeAttribute("draggable");
    this.held = undefined;
    this.root.querySelectorAll(".edit-over").forEach((item) => item.classList.remove("edit-over"));
  }
}
