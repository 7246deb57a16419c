/** What a scanner can be set to. */
export type Purpose =
  | 'factory-defaults'
  | 'usb-com'
  | 'hid-pos'
  | 'ssi'
  | 'usb-keyboard'
  | 'keyboard-german'
  | 'cr-suffix'
  | 'aim-prefix';

export interface Maker {
  id: string;
  name: string;
  models: string;
  /** `seenOn`: the models that somebody else saw it work on; null: on nobody's word but the source's. */
  codes: { id: string; purpose: Purpose; content: string; seenOn: string | null; source: string }[];
  /** No published content is known: the code stands in the manual. */
  manual: Purpose[];
  /** How the manual calls these. */
  commands?: Partial<Record<Purpose, string>>;
  commandSource?: string;
}

const data = import.meta.glob<{ makers: Maker[] }>('../../../assets/scanner-setup/codes.json', {
  eager: true,
  import: 'default',
});
const pictures = import.meta.glob<string>('../../../assets/scanner-setup/*.svg', {
  eager: true,
  query: '?url',
  import: 'default',
});

export const makers: Maker[] = Object.values(data).flatMap((file) => file.makers);
export const pictureOf = (id: string): string | undefined => pictures[`../../../assets/scanner-setup/${id}.svg`];
