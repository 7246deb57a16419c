/**
 * What the main process and the device host say to each other. Plain values that survive structured clone; checked by
 * `native/checkMessages.ts` on arrival. The device host knows no persons, no appointments, no texts.
 */

export type Answer<T> = { ok: true; value: T } | { ok: false; error: DeviceError };

export interface DeviceError {
  code:
    | 'device-unknown' // no device with this id is configured
    | 'device-not-ready' // not open at the moment; nothing was sent
    | 'device-lost' // it went away while we waited: what it did is unknown
    | 'device-silent' // no answer in time: what it did is unknown
    | 'device-busy' // another program holds it
    | 'device-refused' // it answered with an error of its own; nothing happened
    | 'device-garbled' // only unreadable answers came
    | 'permission-denied' // the operating system does not let us open it
    | 'invalid-request' // a message of ours was malformed
    | 'host-gone'; // the device host itself ended: what it did is unknown
  /** For the log; English, no personal data, no scanned content. */
  detail?: string;
}

// ---- which devices ------------------------------------------------------------------------------------------------

export type DeviceKind = 'scanner' | 'pad' | 'locker';

/** Where the bytes come from. `simulated` is a twin inside the device host that speaks the same bytes. */
export type LinkConfig =
  | { type: 'serial'; path: string; baudRate: number }
  | { type: 'hid'; vendorId: number; productId: number; path?: string }
  | { type: 'simulated' };

export type EndMark = 'cr' | 'lf' | 'crlf' | 'tab' | 'etx' | 'silence';

export type DeviceConfig =
  | {
      id: string;
      kind: 'scanner';
      model: ScannerModel;
      link: LinkConfig;
      /**
       * Serial: what ends a code. HID POS and SSI end their codes by themselves: what the scanner appends all the same;
       * `silence`: nothing.
       */
      endMark: EndMark;
      /** Serial only: the scanner sends an AIM identifier before the code. */
      aimIdentifier: boolean;
      /** Whose commands it understands. Absent: none are sent. */
      commandSet?: ScannerCommandSet | undefined;
      /** What people call it, where that is known. */
      name?: string | undefined;
    }
  | {
      id: string;
      kind: 'pad';
      model: 'wacom-stu';
      link: LinkConfig;
      /** Pen samples travel encrypted from the pad; a pad that cannot is not used. */
      encrypt?: boolean | undefined;
      /** Which model a simulated pad is. */
      twin?: PadTwin | undefined;
    }
  /** Any pen or touch digitizer, by its report descriptor. It has no display. */
  | { id: string; kind: 'pad'; model: 'hid-digitizer'; link: LinkConfig }
  | LockerConfig;

/** The families of lock boards; each is one value in `native/locker/families`. */
export type LockerModel = 'kerong-cu16' | 'kerong-cu48' | 'bcc-8a80' | 'wkly' | 'modbus-relay';

/** One lock board on a line. What is absent is as usual for its family; commissioning finds it out. */
export interface LockBoardConfig {
  board: number;
  locks: number;
  /** What a closed door reads as in the status bits (Kerong: 1). */
  closedBit: 0 | 1;
  /** The number of lock 0 on the wire. */
  firstLock?: number | undefined;
  /** false: no door contact is wired. Its doors are always `unknown`, and "opened" means no more than "pulse sent". */
  contacts?: boolean | undefined;
  /** Whether an answer to an opening is awaited. Where none comes, every opening would end as "unknown". */
  answersOpen?: boolean | undefined;
  /** Modbus: address of the board that the door contacts are wired to, when it is another one. */
  inputBoard?: number | undefined;
}

/** One RS-485 line: a single board, or several that share it. */
export type LockerConfig = { id: string; kind: 'locker'; model: LockerModel; link: LinkConfig } & (
  | LockBoardConfig
  | { boards: LockBoardConfig[] }
);

export type PadTwin = 'STU-300' | 'STU-430' | 'STU-430V' | 'STU-500' | 'STU-520' | 'STU-530' | 'STU-540';

/**
 * `serial-scanner`: plain bytes on a serial line or USB CDC; `hid-pos-scanner`: USB HID, usage page 8C; `ssi-scanner`:
 * Zebra's packets on a serial line.
 */
export type ScannerModel = 'serial-scanner' | 'hid-pos-scanner' | 'ssi-scanner';
export type ScannerCommandSet = 'honeywell' | 'datalogic' | 'newland';
export type ScannerDeed = 'identify' | 'trigger-on' | 'trigger-off' | 'beep-good' | 'beep-bad';

export type DeviceState =
  | 'searching' // not found yet, still looking
  | 'connecting' // found, start-up is running
  | 'ready'
  | 'lost' // was there, is gone; looking for it
  | 'failing'; // there, but does not do what it should; `problem` says what

export interface DeviceStatus {
  id: string;
  kind: DeviceKind;
  /** What the device calls itself, e.g. "STU-540". */
  name: string;
  simulated: boolean;
  state: DeviceState;
  problem?: DeviceError;
  /** Counts since the host started, for the devices screen. */
  good: number;
  failed: number;
  /** Lock boards: how each board on the line is doing. The device is `ready` as long as one of them answers. */
  boards?: LockBoardStatus[] | undefined;
}

export interface LockBoardStatus {
  board: number;
  answering: boolean;
  problem?: DeviceError | undefined;
}

export interface FoundDevices {
  pads: {
    vendorId: number;
    productId: number;
    path: string;
    name: string;
    driver: 'wacom-stu' | 'hid-digitizer';
    /** Present: on a serial line; absent: a HID device. */
    baudRate?: number | undefined;
  }[];
  scanners: {
    path: string;
    /** Where `path` is a lasting name: the port that has it now. */
    port?: string | undefined;
    name: string;
    /** Present: a HID POS scanner; absent: a serial one. */
    hid?: { vendorId: number; productId: number } | undefined;
  }[];
  others: OtherDevice[];
}

/** Plugged in, perhaps of interest, but not usable as it is. */
export interface OtherDevice {
  what:
    | 'keyboard-scanner' // types its codes
    | 'other-mode-scanner' // SNAPI, IBM or another mode of its maker
    | 'serial-port' // a cable that says nothing of what is behind it: a lock board, a scanner
    | 'digitizer'; // a pen or touch surface that must be named in the settings: a laptop has one, too
  name: string;
  path: string;
  /** As for scanners. */
  port?: string | undefined;
  vendorId?: number | undefined;
  productId?: number | undefined;
  /** false: the operating system does not let us open it. */
  mayOpen: boolean;
}

// ---- requests (main -> host) --------------------------------------------------------------------------------------

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}
export type PadButton = 'ok' | 'clear' | 'cancel';

export interface PadScreen {
  /** Names this showing; ink and buttons carry it, so that late reports of an earlier screen are recognised. */
  screenId: string;
  /** One bit per pixel, most significant bit first, rows padded to bytes, 1 = white; exactly the pad's display size. */
  width: number;
  height: number;
  bits: Uint8Array;
  /** In display pixels. A tap (pen down and up inside) presses it. Points outside `ink` are never ink. */
  buttons: { name: PadButton; area: Rectangle }[];
  /** Of size 0 × 0: a page to read, the pen writes nothing. */
  ink: Rectangle;
}

export interface PadCapability {
  model: string;
  /**
   * false: it shows nothing; `width` and `height` are then only the proportions of its surface, screens come without
   * bits and buttons.
   */
  display: boolean;
  width: number;
  height: number;
  maxX: number;
  maxY: number;
  maxPressure: number;
  rate: number;
  serial: string;
}
export type DoorState = 'open' | 'closed' | 'unknown';
/** `lock` counts from 0, as on the wire. */
export interface Door {
  board: number;
  lock: number;
  door: DoorState;
  /** Item sensor; null where none is fitted. */
  item: boolean | null;
  /**
   * false: nobody ever knows more of this door than that a pulse was sent; `door` is always `unknown`. Absent: there is
   * a contact.
   */
  contact?: boolean | undefined;
}

/** Why commissioning draws no conclusion: what was seen and what was said do not fit together. */
export type CommissioningRefusal =
  | 'nothing-opened' // wrong address, wrong lock number, no power at the lock, jam
  | 'several-opened' // two boards with one address, or locks wired together
  | 'several-contacts-changed'
  | 'contact-of-another-door' // contacts and locks are wired in different orders
  | 'doors-differ' // all said to be shut, but not all contacts read alike: a door open, or contacts of both kinds
  | 'not-as-before' // shut again, but a contact reads otherwise than before
  | 'polarity-differs'
  | 'numbers-differ'
  | 'contacts-differ' // between two openings
  | 'number-impossible';

/** Setting up one board together with a person who stands before it. */
export interface CommissioningView {
  board: number;
  step:
    | 'close-all' // ask to shut every door of the board, then `locker.commission.closed`
    | 'open' // `locker.commission.open` sends one pulse
    | 'which' // ask which door is open, then `locker.commission.which`
    | 'done'
    | 'refused';
  /** How many openings were finished, and how many there will be. */
  opened: number;
  openings: number;
  refusal: CommissioningRefusal | null;
  /** What goes into the settings. */
  conclusion: LockBoardConfig | null;
}

export interface HostRequests {
  /** Replaces the set of devices: opens new ones, closes those that are gone, leaves the others alone. */
  configure: {
    input: {
      devices: DeviceConfig[];
      /** File in which simulated devices keep their physical state; a folder is taken as `room.json` in it. */
      worldFile: string;
    };
    output: DeviceStatus[];
  };
  /** Known devices that are plugged in now, by the table of models. */
  find: { input: null; output: FoundDevices };
  /**
   * Asks the scanner or makes it do something. `text`: what it said of itself; empty where it answers nothing.
   * `invalid-request` when it has no such command. */
  'scanner.command': { input: { deviceId: string; deed: ScannerDeed }; output: { text: string } };
  'pad.capability': { input: { deviceId: string }; output: PadCapability };
  /** Shows a screen, then switches the pen on. Answers when it is visible. */
  'pad.show': { input: { deviceId: string; screen: PadScreen }; output: null };
  /** Removes the ink from the shown screen, keeps its text and buttons. */
  'pad.clear': { input: { deviceId: string; screenId: string }; output: null };
  /** Pen off, screen empty. Safe at any time, also after a crash. */
  'pad.blank': { input: { deviceId: string }; output: null };
  /**
   * Sends the opening pulse ONCE. ok means: sent, not: open. Never repeated by the host. `operationId` names it in the
   * log; a repeated `operationId` is refused with `invalid-request`. */
  'locker.open': { input: { deviceId: string; board: number; lock: number; operationId: string }; output: null };
  /** Reads the doors; safe to repeat. */
  'locker.doors': { input: { deviceId: string }; output: Door[] };
  /**
   * Begins to set up a board, anew if it had begun. While it lasts the board opens for nobody else and its doors are
   * `unknown`.
   */
  'locker.commission.start': { input: { deviceId: string; board: number }; output: CommissioningView };
  /** The person says that every door of the board is shut. Reads the doors; safe to repeat. */
  'locker.commission.closed': { input: { deviceId: string }; output: CommissioningView };
  /** Sends one opening pulse ONCE. */
  'locker.commission.open': { input: { deviceId: string; operationId: string }; output: CommissioningView };
  /** The person says which door is open now, counted from 0. Reads the doors; safe to repeat. */
  'locker.commission.which': {
    input: { deviceId: string; door: number | 'none' | 'several' };
    output: CommissioningView;
  };
  /** The board is used as configured again. */
  'locker.commission.end': { input: { deviceId: string }; output: null };
  /**
   * Records what goes over the device's line, until `trace.stop`, two minutes or 4 MB; the event `trace` brings it. It
   * may begin before the device is there. `invalid-request`: a recording is on already, or none is. */
  'trace.start': { input: { deviceId: string }; output: null };
  'trace.stop': { input: { deviceId: string }; output: null };
  /** Plays one of the simulated devices, or its surroundings. Refused for devices that are not simulated. */
  simulate: { input: SimulatedDeed; output: null };
}

export type SimulatedFault = 'none' | 'unplugged' | 'silent' | 'noise' | 'half-frames';

export type SimulatedDeed =
  | {
      deed: 'scan';
      /** Bytes of the code, without AIM identifier and end mark. */
      code: Uint8Array;
      /** e.g. `]Q1`; sent when the scanner is set to send it. */
      aim: string;
      /** Absent: the first scanner. */
      deviceId?: string | undefined;
    }
  | { deed: 'sign'; style: 'signature' | 'dot' | 'nothing'; /** Pressed after the strokes. */ press: PadButton | null }
  | { deed: 'press'; button: PadButton }
  | { deed: 'put-item'; board: number; lock: number }
  | { deed: 'take-item'; board: number; lock: number }
  | { deed: 'close-door'; board: number; lock: number }
  | { deed: 'pull-door-open'; board: number; lock: number }
  /** A jammed door does not open at the pulse. */
  | { deed: 'jam'; board: number; lock: number; jammed: boolean }
  | { deed: 'fault'; deviceId: string; fault: SimulatedFault };

// ---- events (host -> main) ----------------------------------------------------------------------------------------

export interface RawScan {
  deviceId: string;
  /** The code itself: AIM identifier and end mark removed. */
  bytes: Uint8Array;
  /** e.g. `]d1`; null when the scanner sends none. */
  aim: string | null;
  /** Milliseconds since the epoch at the last byte. */
  at: number;
}

/** Pad units; `t` in milliseconds on the pad's clock (unwrapped) or arrival time where it has none. */
export interface PenPoint {
  x: number;
  y: number;
  pressure: number;
  t: number;
  tip: boolean;
  /** Samples the pad counted but we never got. */
  lostBefore: number;
}

export type HostEvent =
  | { type: 'device'; status: DeviceStatus }
  | { type: 'scan'; scan: RawScan }
  /**
   * A scanner's bytes were thrown away. `endMark`: what they seem to end with (`silence`: with no mark), where their
   * end was seen at all.
   */
  | { type: 'unreadable'; deviceId: string; endMark?: EndMark | undefined }
  | { type: 'ink'; deviceId: string; screenId: string; points: PenPoint[] }
  | { type: 'button'; deviceId: string; screenId: string; button: PadButton }
  /** A door or its item changed (after debouncing). `commanded` is false when nobody asked for the opening; for changes
   * that are no opening it says so of the last one. The first sight after a start of the host is no change: read
   * `locker.doors`. */
  | { type: 'door'; deviceId: string; door: Door; commanded: boolean }
  /** Something was plugged in or pulled; `find` says what. */
  | { type: 'plugged' }
  /** A recording ended. It contains what was scanned and signed: never for the log. */
  | { type: 'trace'; deviceId: string; ended: TraceEnd; text: string }
  /** The simulated room, for the panel that plays it. */
  | { type: 'room'; room: SimulatedRoom }
  | { type: 'log'; level: 'info' | 'warn' | 'error'; message: string };

/** `closed`: the device is no longer configured. */
export type TraceEnd = 'ordered' | 'time' | 'size' | 'closed';

export interface SimulatedRoom {
  devices: { id: string; kind: DeviceKind; fault: SimulatedFault }[];
  doors: {
    board: number;
    lock: number;
    open: boolean;
    item: boolean;
    jammed: boolean;
    /** How often the lock really fired, ever. */
    openings: number;
  }[];
  /** What the simulated pad displays. */
  pad: { inking: boolean; blank: boolean };
}

// ---- the wire between the processes -------------------------------------------------------------------------------

export type HostRequestName = keyof HostRequests;
export type ToHost = {
  [N in HostRequestName]: { call: number; name: N; input: HostRequests[N]['input'] };
}[HostRequestName];
export type FromHost = { call: number; answer: Answer<unknown> } | { event: HostEvent };
/** Is the host's event loop still turning? It sends `pong` back at once with the same number. */
export interface Ping {
  ping: number;
}
export interface Pong {
  pong: number;
}

/** The device host as the main process sees it: in its own process, or in the same one for tests. */
export interface DeviceHost {
  ask<N extends HostRequestName>(name: N, input: HostRequests[N]['input']): Promise<Answer<HostRequests[N]['output']>>;
  /** Returns the function that ends listening. */
  onEvent(listener: (event: HostEvent) => void): () => void;
}
