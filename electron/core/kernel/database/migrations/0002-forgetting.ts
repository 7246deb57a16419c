/** What is over is sought by when it was settled, once an hour and for the list of what arrived last. */
export const forgetting0002 = `
  DROP INDEX command_state;
  CREATE INDEX command_settled ON command (state, settled_at);
`;
