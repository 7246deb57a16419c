/**
 * Scripts that run inside the page. They are passed on as text, so each function stands for itself and uses nothing of
 * this module. As in Electron, the preload script lives in an isolated world: it shares the document with the page, but
 * no object. The two worlds talk by DOM events, which are synchronous, under a name that nobody else knows.
 */

type Packed = { $function: number } | { $promise: number } | unknown;
type Note =
  | { type: 'call'; id: number; args: Packed[] }
  | { type: 'answer'; value: Packed }
  | { type: 'thrown'; message: string }
  | { type: 'settled'; id: number; ok: boolean; value: Packed }
  | { type: 'expose'; name: string; api: Packed }
  | { type: 'hello' };

interface Peer {
  expose(name: string, api: unknown): void;
  hello(): void;
}

/**
 * One side of the conversation between the worlds. Functions and promises travel as numbers, the rest is cloned by the
 * browser.
 */
export function createPeer(sendAs: string, listenFor: string): Peer {
  const functions: ((...args: unknown[]) => unknown)[] = [];
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const exposed = new Map<string, Packed>();
  const { addEventListener, dispatchEvent, CustomEvent, Promise } = window;
  let promiseCount = 0;
  let lastAnswer: Note | undefined;

  const send = (note: Note): void => void dispatchEvent.call(window, new CustomEvent(sendAs, { detail: note }));

  const isPlain = (value: object): boolean => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

  function pack(value: unknown): Packed {
    if (typeof value === 'function') return { $function: functions.push(value as (typeof functions)[number]) - 1 };
    if (value instanceof Promise) {
      const id = promiseCount++;
      value.then(
        (result) => send({ type: 'settled', id, ok: true, value: pack(result) }),
        (error: unknown) =>
          send({ type: 'settled', id, ok: false, value: String(error instanceof Error ? error.message : error) }),
      );
      return { $promise: id };
    }
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
    if (Array.isArray(value)) return value.map(pack);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pack(inner)]));
  }

  function unpack(value: Packed): unknown {
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
    if (Array.isArray(value)) return value.map(unpack);
    if ('$function' in value) return (...args: unknown[]) => call(value.$function as number, args);
    if ('$promise' in value)
      return new Promise((resolve, reject) => promises.set(value.$promise as number, { resolve, reject }));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
  }

  function call(id: number, args: unknown[]): unknown {
    lastAnswer = undefined;
    send({ type: 'call', id, args: args.map(pack) });
    const answer = lastAnswer as Note | undefined;
    if (answer?.type === 'answer') return unpack(answer.value);
    throw new Error(answer?.type === 'thrown' ? answer.message : 'An object could not be cloned.');
  }

  function show(name: string, api: Packed): void {
    if (Object.hasOwn(window, name)) return;
    const value = unpack(api);
    Object.defineProperty(window, name, {
      value: Object.freeze(value),
      enumerable: true,
      configurable: false,
      writable: false,
    });
  }

  addEventListener.call(window, listenFor, (event) => {
    const note = (event as CustomEvent<Note | null>).detail;
    if (note === null) return;
    switch (note.type) {
      case 'call': {
        let answer: Note;
        try {
          const result = functions[note.id]?.(...note.args.map(unpack));
          answer = { type: 'answer', value: pack(result) };
        } catch (error) {
          answer = { type: 'thrown', message: error instanceof Error ? error.message : String(error) };
        }
        send(answer);
        break;
      }
      case 'answer':
      case 'thrown':
        lastAnswer = note;
        break;
      case 'settled': {
        const waiting = promises.get(note.id);
        promises.delete(note.id);
        if (note.ok) waiting?.resolve(unpack(note.value));
        else waiting?.reject(new Error(String(note.value)));
        break;
      }
      case 'expose':
        show(note.name, note.api);
        break;
      case 'hello':
        for (const [name, api] of exposed) send({ type: 'expose', name, api });
        break;
    }
  });

  return {
    expose(name, api) {
      const packed = pack(api);
      exposed.set(name, packed);
      send({ type: 'expose', name, api: packed });
    },
    hello: () => send({ type: 'hello' }),
  };
}

export type ToHost =
  | { type: 'hello' }
  | { type: 'title'; title: string }
  | { type: 'invoke'; id: string; channel: string; args: unknown[] }
  | { type: 'broken'; message: string };
export type FromHost =
  | { type: 'reply'; id: string; ok: boolean; value: unknown }
  | { type: 'message'; channel: string; args: unknown[] };

/** Runs the preload script with what the sandbox gives it: `electron`, and nothing of Node. */
export function runPreload(
  peer: Peer,
  preload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void,
  bindingName: string,
): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const binding = scope[bindingName] as (text: string) => void;
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();
  const waiting = new Map<string, { resolve(value: unknown): void; reject(error: Error): void }>();
  /** An answer may come when another document has taken this one's place, and is not for that one. */
  const document = Math.random();
  let count = 0;

  const refuseWhatCannotTravel = (_key: string, value: unknown): unknown => {
    if (
      typeof value === 'function' ||
      typeof value === 'symbol' ||
      typeof value === 'bigint' ||
      ArrayBuffer.isView(value) ||
      value instanceof ArrayBuffer ||
      value instanceof Map ||
      value instanceof Set
    )
      throw new Error('The stand-in carries plain values only.');
    return value;
  };
  const tell = (message: ToHost): void =>
    binding(JSON.stringify({ ...message, url: location.href }, refuseWhatCannotTravel));

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = `${document} ${count++}`;
        tell({ type: 'invoke', id, channel, args });
        waiting.set(id, { resolve, reject });
      }),
    on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      return ipcRenderer;
    },
    off(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
    removeListener: (channel: string, listener: (event: object, ...args: unknown[]) => void) =>
      ipcRenderer.off(channel, listener),
  };

  scope[bindingName + 'Receive'] = (message: FromHost): void => {
    if (message.type === 'message') {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({}, ...message.args);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) asked?.resolve(message.value);
    else asked?.reject(new Error(String(message.value)));
  };

  const electron = { contextBridge: { exposeInMainWorld: peer.expose }, ipcRenderer };
  const require = (name: string): unknown => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  tell({ type: 'hello' });
  try {
    const module = { exports: {} };
    preload(require, module, module.exports);
  } catch (error) {
    tell({ type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/**
 * Asks the application before the camera or the microphone is opened or named. The names are the ways to it, which the
 * page does not get to see.
 */
export function guardCamera([name, checkName]: readonly [string, string]): void {
  const scope = globalThis as unknown as Record<
    string,
    ((mediaTypes: string[] | string) => Promise<boolean>) | undefined
  >;
  const mayUse = scope[name];
  const mayKnow = scope[checkName];
  delete scope[name];
  delete scope[checkName];
  if (!mayUse || !mayKnow || typeof MediaDevices === 'undefined') return;
  const { getUserMedia, enumerateDevices } = MediaDevices.prototype;
  const { query } = Permissions.prototype;
  MediaDevices.prototype.enumerateDevices = async function () {
    const [video, audio] = [await mayKnow('video'), await mayKnow('audio')];
    const unnamed = (device: MediaDeviceInfo): MediaDeviceInfo =>
      ({ deviceId: '', groupId: '', kind: device.kind, label: '', toJSON: () => ({}) }) as MediaDeviceInfo;
    return (await enumerateDevices.call(this)).map((device) =>
      (device.kind === 'videoinput' ? video : audio) ? device : unnamed(device),
    );
  };
  Permissions.prototype.query = async function (asked) {
    const status = await query.call(this, asked);
    const kind = ({ camera: 'video', microphone: 'audio' } as Partial<Record<string, string>>)[asked.name];
    if (kind !== undefined)
      Object.defineProperty(status, 'state', { value: (await mayKnow(kind)) ? 'granted' : 'denied' });
    return status;
  };
  MediaDevices.prototype.getUserMedia = async function (constraints = {}) {
    const mediaTypes = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
    if (!(await mayUse(mediaTypes))) throw new DOMException('Permission denied', 'NotAllowedError');
    return getUserMedia.call(this, constraints);
  };
}

/** A window that was not let open is nothing to the page that asked. */
export function openNothing(): void {
  window.open = () => null;
}

/** Tells the title of the document, and every change of it. */
export function watchTitle(bindingName: string): void {
  const binding = (globalThis as unknown as Record<string, (text: string) => void>)[bindingName];
  let last: string | undefined;
  const tell = (): void => {
    if (document.title === last) return;
    last = document.title;
    binding?.(JSON.stringify({ type: 'title', title: last, url: location.href }));
  };
  document.addEventListener('DOMContentLoaded', () => {
    tell();
    new MutationObserver(tell).observe(document.head, { childList: true, characterData: true, subtree: true });
  });
}
