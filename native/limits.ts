/**
 * Every time limit, pause and size of the drivers, by name. All times in milliseconds. Tests pass shorter ones.
 */
export const defaultLimits = {
  /** Between two looks for a device that is not there. Short: plugging in must be noticed at once. */
  searchPause: 1000,
  /** Between two looks at what is plugged in; where only the libraries can list it, the longer one. */
  plugs: { nodes: 1000, listings: 4000 },
  /** Before opening again after a failure: grows, so that a defect device costs nothing. */
  reopenPauses: [250, 500, 1000, 2000, 5000, 10_000],
  /** A polite end (blanking a pad) may take this long before the link is closed anyway. */
  stop: 1500,
  /** Changes of mere counts are told at most this often. */
  countsPause: 250,

  link: {
    /** serialport's callbacks may never come once the port is gone. */
    open: 5000,
    write: 2000,
    close: 1000,
    flush: 500,
    /** How often we look whether the device node is still there: serialport 13 can hang open after an unplug. */
    watchNode: 300,
  },

  scanner: {
    /** Longest code: a full QR code is about 3 kB. */
    maxBytes: 8192,
    /** Where no end mark is set: between two bytes of a code no scanner takes longer, */
    silence: 100,
    /** and so long after its last byte a code is whole. What comes in between makes it a torn one. */
    wake: 250,
    /**
     * Bytes without their end mark are thrown away after this long, so that half a code never mixes with the next one.
     */
    unfinished: 300,
    /** HID POS: the rest of a code comes within this time, or the code is thrown away. */
    partGap: 500,
    /** An answer to a command of ours. */
    answer: 2000,
    /** After a command without an answer a late one may still come: what arrives within this time is no scan. */
    lateAnswer: 1000,
  },

  /** Zebra SSI, by its guide unless noted. */
  ssi: {
    /** Between two bytes of one packet. */
    byteGap: 200,
    /** An answer to a packet of ours, and how often it is sent again. */
    reply: 2000,
    repeats: 2,
    /** Between two commands: an open driver found it necessary. */
    rest: 250,
    /** From the waking byte to the first command. */
    wake: 50,
    /** A packet marked as sent again is a double of an equal one within this time: two repeats of 2 s, and some. */
    duplicateWithin: 7000,
    /** The next packet of a code: the scanner itself gives up after two repeats. */
    partGap: 7000,
    /**
     * Settings are written again this often: engines were seen to forget them. Soon after bytes that are no packets.
     */
    setUpAgain: 120_000,
    setUpSoon: 1000,
  },

  pad: {
    /** Start-up: poll until the status was Ready for `readyStable`, give up after `readyWithin`. */
    statusPause: 100,
    readyStable: 500,
    readyWithin: 30_000,
    /** One report. The Linux kernel itself waits up to 5 s for a feature report. */
    report: 6000,
    /** Waiting for a status after a command of ours, polled every `commandPoll`. */
    commandPoll: 10,
    command: 120_000,
    /**
     * An abandoned upload must leave state Image within this time; else the pad is started anew, which takes so long.
     */
    abandon: 1000,
    afterReset: 10_000,
    /** Is it still there? Asked when nothing else is going on. */
    health: 2000,
    healthFailures: 3,
    /** Pen samples are handed on in batches of one frame: a message per sample is too many. */
    inkBatch: 16,
  },

  locker: {
    poll: 250,
    /** Equal reads in a row that make a change of a door believed (contacts bounce). */
    equalReads: 2,
    reply: 200,
    readAttempts: 3,
    /** Where a board answers an opening: some do when the pulse is over. */
    openReply: 1000,
    /** Between two frames on the line. */
    frameGap: 50,
    /** First status after a pulse: hooks are slow. */
    afterUnlock: 200,
    /** From one pulse to the next on a line: two solenoids at once are more than many supplies bear. */
    betweenOpens: 500,
    /** A silent board among others that answer is asked in every so many rounds only: it must not slow them down. */
    silentBoardEvery: 8,
    /** Reads in a row that were answered twice and differently: two boards have one address. */
    doubleAnswers: 3,
    /** A door opening within this time after our pulse was commanded. */
    commanded: 10_000,
    /** Failed polls in a row: told as failing, then the link is opened anew. */
    failingAfter: 2,
    lostAfter: 20,
    /** Remembered operation ids; older ones are forgotten. */
    operations: 10_000,
  },
};

export type Limits = typeof defaultLimits;
