/** The backend's own clock; tests set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
