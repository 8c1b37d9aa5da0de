// store is what the phone itself keeps: who may open what, the sheets of the coming rounds, and the
// entries that wait for the network. Everything that names a resident is sealed before it comes here.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

// Sealed is what only the key of one person opens.
export interface Sealed {
  iv: Uint8Array;
  data: ArrayBuffer;
}

// Entry is one act that was acknowledged to the person and not yet by the server. It is never deleted
// before the server's receipt is here.
export interface Entry {
  seq?: number; // the order in which this phone wrote
  id: string;
  person: number;
  keyID: string;
  no: number;
  clock: number; // this phone's own clock, which may be wrong
  known: number | null; // what had to be added to it, as last learned from the server
  sealed: string;
  mac: string;
  own: Sealed; // what the person who wrote it may see of it
  stuck?: string; // why the server cannot take it: it waits for somebody to look
  back?: boolean; // its writer may take it back as long as it has never left
  left?: boolean; // it may have reached the server
}

// Receipt is what the server said of an entry.
export interface Receipt {
  id: string;
  person: number;
  outcome: 'done' | 'kept' | 'refused';
  text: string;
  when: number;
  answer?: unknown;
  // The entry it is for: a sheet that was kept before it was sent does not know of it.
  seq: number;
  clock: number;
  own: Sealed;
  seen?: boolean; // its writer has read why it is not in the books
}

// SendKey proves to the server who wrote an entry, also when that person has left since.
export interface SendKey {
  person: number;
  id: string;
  key: CryptoKey;
  server: CryptoKey;
  until: number;
  no: number; // the last number given
  ask?: boolean; // somebody signed in since: ask whether it still holds
}

// Secret is what somebody types to sign in.
export type Secret = 'password' | 'pin';

// Known is somebody whose sheets this phone may hold. Each has one key here, closed once a secret: their
// password or PIN opens it together with this phone, and while they are signed in the house's half does.
// Who came by badge alone has no lock of their own.
export interface Known {
  person: number;
  name: string;
  locks?: Partial<Record<Secret, Sealed>>;
  half?: Sealed;
  wrapped?: Sealed; // of a version before: under whichever secret was typed last
}

// Opened is a key in use by one tab. The bytes of it cannot be read out by any script.
export interface Opened {
  token: string;
  person: number;
  key: CryptoKey;
  seen: number;
  secret?: Secret; // of a key that waits for its person: what was typed
}

// KeptSheet is the sheet of one round of a ward.
export interface KeptSheet {
  id: string; // person/ward/slot/day
  person: number;
  when: number;
  sealed: Sealed;
}

export interface Device {
  id: string;
  salt: Uint8Array;
  lock: CryptoKey;
}

interface Shelves extends DBSchema {
  device: { key: string; value: Device };
  people: { key: number; value: Known };
  opened: { key: string; value: Opened };
  keys: { key: number; value: SendKey };
  sheets: { key: string; value: KeptSheet; indexes: { person: number } };
  queue: { key: number; value: Entry; indexes: { id: string } };
  receipts: { key: string; value: Receipt };
  notes: { key: string; value: unknown };
}

export type Store = IDBPDatabase<Shelves>;

let open: Promise<Store> | undefined;

export function store(): Promise<Store> {
  open ??= openDB<Shelves>('maiam', 1, {
    upgrade(db) {
      db.createObjectStore('device');
      db.createObjectStore('people', { keyPath: 'person' });
      db.createObjectStore('opened', { keyPath: 'token' });
      db.createObjectStore('keys', { keyPath: 'person' });
      db.createObjectStore('sheets', { keyPath: 'id' }).createIndex('person', 'person');
      db.createObjectStore('queue', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true });
      db.createObjectStore('receipts', { keyPath: 'id' });
      db.createObjectStore('notes');
    },
    // A newer page wants to change the store: the older one lets go, and opens it again when it must.
    blocking(_from, _to, event) {
      (event.target as IDBDatabase).close();
      open = undefined;
    },
    terminated() {
      open = undefined;
    },
  });
  open.catch(() => (open = undefined));
  return open;
}

// safe asks the disk, not only its cache, before anything is acknowledged: a battery may be pulled.
export const safe = { durability: 'strict' } as const;

export async function note<T>(name: string): Promise<T | undefined> {
  return (await (await store()).get('notes', name)) as T | undefined;
}

export async function keepNote(name: string, value: unknown): Promise<void> {
  await (await store()).put('notes', value, name);
}

const channel = 'BroadcastChannel' in self ? new BroadcastChannel('maiam') : undefined;
const listeners = new Set<() => void>();
channel?.addEventListener('message', () => listeners.forEach((heard) => heard()));

// changed tells every page of this phone that something in the store is not as it was.
export function changed(): void {
  channel?.postMessage('changed');
  listeners.forEach((heard) => heard());
}

export function onChange(heard: () => void): void {
  listeners.add(heard);
}

// The clock of the house, as far as this phone knows: its own, moved by what the server last told.
export async function houseNow(): Promise<number> {
  return Date.now() + ((await note<number>('clock')) ?? 0);
}

// learn keeps how far this phone's clock is off. asked is its own time when the question left.
export async function learn(server: number, asked: number): Promise<void> {
  await keepNote('clock', Math.round(server - (asked + Date.now()) / 2));
}
