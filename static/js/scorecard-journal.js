/* The journal of unsynced words, in this browser's IndexedDB. Holds only what the server has not acknowledged. */
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
  constructor(scope) {
    this.scope = scope;
    this.works = false;
  }

  async open() {
    try {
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
    return (await this.run("readonly", (store) => store.index("scope").getAll(this.scope))) ?? [];
  }

  /** Keeps the fields of one tab: path → { value, base }. Without fields the record goes. */
  write(client, fields) {
    const key = `${this.scope}/${client}`;
    if (!Object.keys(fields).length) return this.run("readwrite", (store) => store.delete(key));
    return this.run("readwrite", (store) => store.put({ key, scope: this.scope, client, fields, at: Date.now() }));
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
