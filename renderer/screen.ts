import { createStore } from './store.ts';

/** Which screen is in front, and whether the simulation panel stands beside it. */
export const screens = ['counter', 'day', 'outbox', 'devices', 'settings'] as const;
/** Screens that are reached from another one only. */
export const furtherScreens = ['setup-sheet'] as const;
export type Screen = (typeof screens)[number] | (typeof furtherScreens)[number];

/** Those whose matter is people: IT is not offered them, and begins at the devices. */
export const isOfPeople = (screen: Screen): boolean => screen === 'counter' || screen === 'day';

export const currentScreen = createStore<Screen>('counter');
export const simulationOpen = createStore(true);
export const paletteOpen = createStore(false);
/** What is sought in the day list; another screen may send the clerk there with it. */
export const daySought = createStore('');
