// seal closes what the phone keeps: sheets for the person alone, entries for the server alone.
import type { Device, Entry, Sealed, SendKey } from './store';

const text = new TextEncoder();

export function b64(bytes: ArrayBuffer | Uint8Array): string {
  let out = '';
  for (const b of bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)) out += String.fromCharCode(b);
  return btoa(out).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function unb64(word: string): Uint8Array<ArrayBuffer> {
  const raw = atob(word.replace(/-/g, '+').replace(/_/g, '/'));
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;

export const serverKey = (raw: string) => crypto.subtle.importKey('raw', unb64(raw), curve, false, []);

export const sendingKey = (raw: string) => crypto.subtle.importKey('raw', unb64(raw), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);

// toServer seals a request so that nobody but the server opens it, not even whoever wrote it.
export async function toServer(server: CryptoKey, id: string, request: unknown): Promise<string> {
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const mine = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: server }, pair.privateKey, 256);
  const seed = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: mine, info: text.encode('maiam offline entry 1') },
    seed, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const closed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: text.encode(id) }, key, text.encode(JSON.stringify(request)));
  const out = new Uint8Array(mine.length + iv.length + closed.byteLength);
  out.set(mine);
  out.set(iv, mine.length);
  out.set(new Uint8Array(closed), mine.length + iv.length);
  return b64(out);
}

// sign is the code by which the server knows whose entry it is and that nothing was changed in it.
export async function sign(key: SendKey, e: Pick<Entry, 'id' | 'no' | 'clock' | 'known' | 'sealed'>): Promise<string> {
  const said = [e.id, key.id, e.no, e.clock, e.known ?? '', e.sealed].join('\n');
  return b64(await crypto.subtle.sign('HMAC', key.key, text.encode(said)));
}

export async function close(key: CryptoKey, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text.encode(JSON.stringify(value))) };
}

export async function disclose<T>(key: CryptoKey, sealed: Sealed): Promise<T> {
  const data = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv as Uint8Array<ArrayBuffer> }, key, sealed.data);
  return JSON.parse(new TextDecoder().decode(data)) as T;
}

export async function newDevice(): Promise<Device> {
  return {
    id: crypto.randomUUID(),
    salt: crypto.getRandomValues(new Uint8Array(16)),
    lock: await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']) as CryptoKey,
  };
}

// effort makes each guess at a password or PIN dear. The phone's own key, which never leaves it, does
// the rest: four digits alone would fall at once.
const effort = 150_000;

// lockOf is the key that a password or PIN makes together with this phone. It only opens the
// person's own key.
export async function lockOf(device: Device, secret: string): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', text.encode(secret.normalize('NFC')), 'PBKDF2', false, ['deriveBits']);
  const worked = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: device.salt as Uint8Array<ArrayBuffer>, iterations: effort }, typed, 256);
  const both = await crypto.subtle.sign('HMAC', device.lock, worked);
  return crypto.subtle.importKey('raw', both, { name: 'AES-GCM' }, false, ['encrypt', 'decrypt']);
}

// halfLock is the key that the house's half makes together with this phone. The house gives its half to
// whoever is signed in, so it opens what the phone keeps also after a sign-in by badge alone.
export async function halfLock(device: Device, half: string): Promise<CryptoKey> {
  const said = new Uint8Array([...text.encode('half\n'), ...unb64(half)]);
  return crypto.subtle.importKey('raw', await crypto.subtle.sign('HMAC', device.lock, said), { name: 'AES-GCM' }, false, ['encrypt', 'decrypt']);
}

export const newRaw = () => crypto.getRandomValues(new Uint8Array(32));

// wrap closes the bytes of a person's key.
export async function wrap(lock: CryptoKey, raw: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, lock, raw) };
}

// unwrap opens them, or gives undefined when the lock is another one.
export async function unwrap(lock: CryptoKey, wrapped?: Sealed): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!wrapped) return undefined;
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: wrapped.iv as Uint8Array<ArrayBuffer> }, lock, wrapped.data));
  } catch {
    return undefined;
  }
}

export const personKey = (raw: Uint8Array<ArrayBuffer>) => crypto.subtle.importKey('raw', raw, { name: 'AES-GCM' }, false, ['encrypt', 'decrypt']);
