/* Brings typed words to the server: journalled within 250 ms, sent after 2 s of rest, in order, once.
   What is typed while a save is under way stays unsynced and goes with the next one. */
import { csrfToken } from "./csrf.js";
import { claim, newClient } from "./journal.js";

const JOURNAL_AFTER = 200;
const SEND_AFTER = 2_000;
const SEND_AT_LATEST = 8_000;
const GIVE_UP_AFTER = 20_000;
const LONGEST_WAIT = 30_000;
const LARGEST_KEEPALIVE = 60_000;

export class Sync {
  /** @param {object} [also] what every save says besides */
  constructor({ url, author, revision, fields, journal, tell, also = {} }) {
    Object.assign(this, { url, author, revision, fields, journal, tell, also });
    this.touched = new Set(); // edited, not read from the form yet
    this.unsynced = new Map(); // path → { value, base, edit }
    this.parked = new Map(); // path → "conflict" | "invalid": waits for the person
    this.edits = 0;
    this.sequence = 0;
    this.failures = 0;
  }

  async start() {
    await this.journal.open();
    const records = await this.journal.records();
    const restored = [];
    for (const record of records) {
      if (!(await claim(record.client))) continue;
      this.client ??= record.client;
      this.adopt(record, restored);
    }
    if (!this.client) await claim((this.client = newClient()));
    if (records.length || this.unsynced.size) await this.keep();
    if (restored.length) this.tell.restored(restored);
    if (this.unsynced.size) this.send();
    return this;
  }

  adopt(record, restored) {
    for (const [path, { value, base }] of Object.entries(record.fields)) {
      const here = this.fields.elements(path).length > 0;
      if (!here && !this.fields.isPart) continue;
      if (here && JSON.stringify(this.fields.read(path)) === JSON.stringify(value)) continue;
      this.unsynced.set(path, { value, base, edit: ++this.edits });
      this.fields.write(path, value);
      if (!this.fields.isQuiet(path)) restored.push(path);
    }
    if (record.client !== this.client) this.journal.write(record.client, {});
  }

  get clean() {
    return !this.touched.size && !this.unsynced.size;
  }

  touch(path) {
    this.touched.add(path);
    if (this.parked.get(path) === "invalid") {
      this.parked.delete(path);
      this.fields.say(path);
    }
    this.journalTimer ??= setTimeout(() => this.collect(), JOURNAL_AFTER);
    if (!this.sending && !this.failures) this.tell.state("unsaved");
    this.sendSoon();
  }

  sendSoon() {
    clearTimeout(this.sendTimer);
    this.firstTouch ??= Date.now();
    const rest = Math.min(SEND_AFTER, Math.max(0, this.firstTouch + SEND_AT_LATEST - Date.now()));
    if (!this.retryTimer) this.sendTimer = setTimeout(() => this.send(), rest);
  }

  /** Reads what was edited from the form into the journal. */
  collect() {
    clearTimeout(this.journalTimer);
    this.journalTimer = undefined;
    if (!this.touched.size) return undefined;
    this.riders?.().forEach((path) => this.touched.add(path));
    for (const path of this.touched) {
      if (!this.fields.elements(path).length) continue; // Its part was replaced; there is nothing to read any more.
      const base = this.unsynced.get(path)?.base ?? this.revision;
      this.unsynced.set(path, { value: this.fields.read(path), base, edit: ++this.edits });
    }
    this.touched.clear();
    return this.keep();
  }

  keep() {
    if (!this.client) return undefined; // Typed before the journal was open: start() keeps it.
    const fields = {};
    for (const [path, { value, base }] of this.unsynced) fields[path] = { value, base };
    return this.journal.write(this.client, fields);
  }

  /** Other fields stand on the page now: those that wait to be saved show what was typed. */
  show() {
    for (const [path, { value }] of this.unsynced) this.fields.write(path, value);
  }

  /** Whether the server refused some fields, so that they wait for the person. */
  get refused() {
    return [...this.parked.values()].includes("invalid");
  }

  /** Gives up what the server refused. */
  drop() {
    for (const [path, why] of this.parked) {
      if (why === "invalid") this.forget(path);
    }
    return this.keep();
  }

  forget(path) {
    for (const each of [this.parked, this.unsynced, this.touched]) each.delete(path);
  }

  /** What goes into one save: everything that was edited on the oldest revision. */
  batch() {
    const ready = [...this.unsynced].filter(([path]) => !this.parked.has(path));
    const base = Math.min(...ready.map(([, entry]) => entry.base));
    return { base: ready.length ? base : this.revision, entries: ready.filter(([, entry]) => entry.base === base) };
  }

  async send({ leaving = false, ask = false } = {}) {
    clearTimeout(this.sendTimer);
    clearTimeout(this.retryTimer);
    this.retryTimer = this.firstTouch = undefined;
    if (this.stopped || !this.client) return false;
    this.collect();
    if (this.sending && !leaving) return this.sending;
    const { base, entries } = this.batch();
    if (!entries.length && !(ask === "saved" || (ask && this.revision))) return this.settled();
    const work = this.post(base, entries, leaving);
    this.sending = work;
    const worked = await work;
    if (this.sending === work) this.sending = undefined;
    if (worked && this.batch().entries.length) return this.send();
    return worked && this.settled();
  }

  /** The network is back, or nearly: asks at once, and soon again should the first try still fail. */
  online() {
    this.failures = 0;
    return this.send({ ask: true });
  }

  settled() {
    if (this.clean && !this.failures) this.tell.state("saved", this.savedAt);
    return this.clean;
  }

  async post(base, entries, leaving) {
    this.sequence = Math.max(this.sequence + 1, Date.now());
    const values = Object.fromEntries(entries.map(([path, { value }]) => [path, value]));
    const body = JSON.stringify({
      changes: this.fields.body(values), author: this.author, ...this.also,
      base_revision: base, client_id: this.client, seq: this.sequence,
    });
    if (entries.length && !this.failures) this.tell.state("saving");
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving && body.length < LARGEST_KEEPALIVE,
        signal: leaving ? undefined : AbortSignal.timeout(GIVE_UP_AFTER),
      });
      return await this.answer(response, entries);
    } catch {
      return this.failed("offline");
    }
  }

  async answer(response, entries) {
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return this.signedOut(response);
    if (response.status >= 500 || response.status === 429) return this.failed("offline", Number(response.headers.get("Retry-After")));
    const said = await response.json().catch(() => ({ kind: "unreadable", message: "The server did not understand this save." }));
    this.failures = 0;
    this.tell.heard();
    if (response.ok) return this.accepted(said, entries);
    if (said.kind === "conflict") return this.conflicting(said, entries);
    if (said.kind === "invalid") return this.invalid(said);
    this.stopped = true;
    this.tell.state("unsaved");
    this.tell.stopped(said, Object.fromEntries(entries.map(([path, { value }]) => [path, value])));
    return false;
  }

  async accepted(said, entries) {
    for (const [path, sent] of entries) {
      const now = this.unsynced.get(path);
      if (now?.edit === sent.edit) this.unsynced.delete(path);
      else if (now) now.base = said.revision;
    }
    for (const [path, value] of Object.entries(said.elsewhere)) {
      if (!this.unsynced.has(path) && !this.touched.has(path)) this.fields.write(path, value);
    }
    this.revision = Math.max(this.revision, said.revision);
    if (said.saved_at) this.savedAt = new Date(said.saved_at);
    await this.keep();
    this.tell.accepted(entries.length > 0);
    if (said.rearranged) this.tell.rearranged();
    return true;
  }

  conflicting(said, entries) {
    for (const [path] of entries) {
      if (!(path in said.server)) continue;
      this.parked.set(path, "conflict");
      this.tell.conflict(path, said.server[path], said.revision, said.people?.[path]);
    }
    this.tell.state("conflict");
    return true;
  }

  /** The person chose which text to keep: their own value goes on, based on what the server holds. */
  resolve(path, value, revision) {
    this.parked.delete(path);
    this.touched.delete(path);
    this.unsynced.set(path, { value, base: revision, edit: ++this.edits });
    this.fields.write(path, value);
    this.keep();
    return this.send();
  }

  invalid(said) {
    const gone = {};
    for (const [path, sentence] of Object.entries(said.errors)) {
      this.parked.set(path, "invalid");
      if (this.fields.say(path, sentence)) continue;
      this.tell.say(sentence);
      if (this.fields.isPart && this.unsynced.has(path)) gone[path] = this.unsynced.get(path).value;
    }
    if (Object.keys(gone).length) {
      // Nobody can mend what is not on the page: it is told, and given up.
      this.tell.stopped(said, gone);
      Object.keys(gone).forEach((path) => this.forget(path));
      this.keep();
    }
    this.tell.state("unsaved");
    return !("" in said.errors);
  }

  failed(state, seconds = 0) {
    this.failures += 1;
    const wait = Math.min(LONGEST_WAIT, 1_000 * 2 ** (this.failures - 1));
    const jittered = Math.round(Math.max(seconds * 1_000, wait * (0.5 + Math.random())));
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.send(), jittered);
    this.tell.state(state);
    return false;
  }

  /** Only the check for another author answers 401; a session that has ended leads to the sign-in page. */
  signedOut(response) {
    this.isSignedOut = true;
    this.tell.signIn(response.status === 401);
    return this.failed("signin");
  }

  /** Saves what waits after a new sign-in; false if one is still asked for. */
  async goOn() {
    this.isSignedOut = false;
    await this.send({ ask: true });
    return !this.isSignedOut;
  }

  /** Sends until nothing is left; true when everything that was typed is stored, by somebody who is signed in. */
  async drain() {
    await this.sending;
    await this.send({ ask: true });
    return this.clean && !this.failures;
  }
}
