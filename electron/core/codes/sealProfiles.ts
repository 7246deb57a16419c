import type { SealDocument } from '../../contract/scans.ts';

/** What a seal's two profile bytes say: which document, and under which tag its machine readable zone stands. */
export interface SealProfile {
  /** Feature definition reference and document type category. */
  reference: number;
  category: number;
  document: SealDocument;
  /** Tag of the zone; absent where the document has none. */
  zone?: { tag: number; /** Visas: the second line stops here, its fillers are left out. */ characters?: number };
  /** The zone names the person the document was made for, at a counter of ours: it may confirm an identity. */
  identity?: boolean;
}

/** BSI TR-03137-1 v2.5 annexes C to H; the last row is BSI TR-03171 (draft 0.8). */
export const sealProfiles: readonly SealProfile[] = [
  { reference: 0x5d, category: 0x01, document: 'visa', zone: { tag: 0x02, characters: 64 } },
  { reference: 0xfd, category: 0x02, document: 'arrival-certificate', zone: { tag: 0x02 }, identity: true },
  { reference: 0xfb, category: 0x06, document: 'residence-permit-form', zone: { tag: 0x02 }, identity: true },
  { reference: 0xfa, category: 0x06, document: 'supplementary-sheet', zone: { tag: 0x04 }, identity: true },
  { reference: 0xf9, category: 0x08, document: 'address-sticker' },
  { reference: 0xf8, category: 0x0a, document: 'residence-sticker' },
  { reference: 0x01, category: 0xc8, document: 'administrative-letter' },
];

export function sealProfile(reference: number, category: number): SealProfile | null {
  return sealProfiles.find((profile) => profile.reference === reference && profile.category === category) ?? null;
}
