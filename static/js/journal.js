/* The journal of unsynced words, in this browser's IndexedDB. Holds only what the server has not acknowledged, encrypted
   under a key that only its author's own page brings: the next person at this browser cannot read it. */
const DATABASE = "evenhand";
const STORE = "journal";
const KEPT_DAYS = 7;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("scope", "scope");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

function done(transaction, request) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** One person's unsynced words on one interview, per tab. Without IndexedDB it remembers nothing and says so. */
export class Journal {
  constructor(scope, key) {
    this.scope = scope;
    this.key = key;
    this.works = false;
    this.written = Promise.resolve();
  }

  async open() {
    try {
      const bytes = Uint8Array.from(this.key.match(/../g), (pair) => parseInt(pair, 16));
      // Missing outside a secure context: then nothing is kept, rather than kept in the clear.
      this.cipher = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
      this.database = await opened();
      this.works = true;
      await this.purge();
    } catch {
      this.works = false;
    }
  }

  async run(mode, act) {
    if (!this.works) return undefined;
    try {
      // "strict" survives a killed browser; the default does not.
      const transaction = this.database.transaction(STORE, mode, { durability: "strict" });
      return await done(transaction, act(transaction.objectStore(STORE)));
    } catch {
      this.works = false;
      return undefined;
    }
  }

  async records() {
    const all = (await this.run("readonly", (store) => store.index("scope").getAll(this.scope))) ?? [];
    return (await Promise.all(all.map((record) => this.unlock(record)))).filter(Boolean);
  }

  async lock(fields) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(fields));
    return { iv, words: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.cipher, words) };
  }

  /** The record with its fields; nothing for one that another key has locked. */
  async unlock(record) {
    try {
      const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, this.cipher, record.words);
      return { ...record, fields: JSON.parse(new TextDecoder().decode(words)) };
    } catch {
      return undefined;
    }
  }

  /** Keeps the fields of one tab: path → { value, base }. Without fields the record goes. */
  write(client, fields) {
    this.written = this.written.then(() => this.put(client, fields)).catch(() => { this.works = false; });
    return this.written;
  }

  async put(client, fields) {
    if (!this.works) return undefined;
    const key = `${this.scope}/${client}`;
    if (!Object.keys(fields).length) return this.run("readwrite", (store) => store.delete(key));
    const locked = await this.lock(fields);
    return this.run("readwrite", (store) => store.put({ key, scope: this.scope, client, ...locked, at: Date.now() }));
  }

  async purge() {
    const oldest = Date.now() - KEPT_DAYS * 86_400_000;
    const all = (await this.run("readonly", (store) => store.getAll())) ?? [];
    for (const record of all.filter((entry) => entry.at < oldest)) {
      await this.run("readwrite", (store) => store.delete(record.key));
    }
  }
}

/** Whether no living tab is this client; if so, this tab is it from now on. */
export function claim(client) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`evenhand-${client}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

export function newClient() {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36).padStart(2, "0")).join("");
}
