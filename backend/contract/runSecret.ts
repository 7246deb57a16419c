/**
 * The header in which a counter sends the secret of this run, where its backend was given one. The backend inside the
 * counter program listens on the machine's own address, which every account of the machine can reach; the secret tells
 * the counter that started it from everybody else.
 */
export const secretHeader = 'schalterwerk-secret';
