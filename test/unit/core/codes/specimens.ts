/** Specimens of ICAO, BSI and Bundesdruckerei documents, and our own synthetic ones. Nobody real. */

const passportLine1 = 'P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<';

export interface Specimen {
  name: string;
  zone: string;
  says: Record<string, unknown>;
}

/** Centuries are decided as of this day. */
export const asOf = new Date('2026-11-20T10:00:00Z');

export const td3 = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';

export const specimens: Specimen[] = [
  {
    name: 'TD1 ICAO',
    zone: 'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    says: {
      format: 'TD1',
      documentCode: 'I',
      issuer: 'UTO',
      documentNumber: 'D23145890',
      birthDate: '1974-08-12',
      expiry: '2012-04-15',
      sex: 'F',
      primary: 'ERIKSSON',
      secondary: 'ANNA MARIA',
    },
  },
  {
    name: 'TD1 with a long number',
    zone: 'I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<',
    says: { documentNumber: 'D23145890734', birthDate: '1934-07-12', expiry: '1995-07-12', sex: 'M' },
  },
  {
    name: 'TD2 with a long number',
    zone: 'I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8',
    says: { format: 'TD2', documentNumber: 'D23145890734', primary: 'STEVENSON', secondary: 'PETER JOHN' },
  },
  {
    name: 'TD2 ICAO',
    zone: 'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6',
    says: { format: 'TD2', documentNumber: 'D23145890' },
  },
  {
    name: 'TD3 ICAO',
    zone: td3,
    says: { format: 'TD3', documentCode: 'P', documentNumber: 'L898902C3', nationality: 'UTO', nameTruncated: false },
  },
  ...[
    ['C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4', '1964-08-12', '2027-02-28'],
    ['C01X0006H1D<<6408125F1710319<<<<<<<<<<<<<<<0', '1964-08-12', '2017-10-31'],
    ['C11T002JM4D<<9608122F1310317<<<<<<<<<<<<<<<6', '1996-08-12', '2013-10-31'],
    ['C11T002JM4D<<9608122F2310314<<<<<<<<<<<<<<04', '1996-08-12', '2023-10-31'],
  ].map(([line2, birthDate, expiry]): Specimen => ({
    name: `German passport, position 43 is ${line2![42]}, expiry ${expiry}`,
    zone: `${passportLine1}\n${line2}`,
    says: {
      documentCode: 'P',
      issuer: 'D',
      nationality: 'D',
      birthDate,
      expiry,
      primary: 'MUSTERMANN',
      secondary: 'ERIKA',
    },
  })),
  {
    name: 'residence permit on paper',
    zone: 'ARD<<RESIDORCE<<ROLAND<<<<<<<<<<<<<<\n6525845096USA7008038M2201018<<<<<<06',
    says: {
      format: 'TD2',
      documentCode: 'AR',
      issuer: 'D',
      nationality: 'USA',
      birthDate: '1970-08-03',
      expiry: '2022-01-01',
    },
  },
  {
    name: 'Ankunftsnachweis',
    zone: 'MED<<MUSTERMANN<<ERIK<<<<<<<<<<<<<<<\nM0000000<4ALB0308212M1604128<<<<<<<2',
    says: { format: 'TD2', documentCode: 'ME', issuer: 'D', documentNumber: 'M0000000' },
  },
  {
    name: 'visa MRV-B',
    zone: 'VCD<<DENT<<ARTHUR<PHILIP<<<<<<<<<<<<\n1234567XY7GBR5203116M2005250<<<<<<<<',
    says: { format: 'MRV-B', documentCode: 'VC', birthDate: '1952-03-11' },
  },
  {
    name: 'visa MRV-A',
    zone: 'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<',
    says: {
      format: 'MRV-A',
      documentCode: 'V',
      documentNumber: 'L8988901C',
      birthDate: '1940-09-07',
      expiry: '1996-12-10',
    },
  },
  {
    name: 'synthetic eAT',
    zone: 'ARD<<YZ00AB1230<<<<<<<<<<<<<<<\n9001011F3001019UTO<<<<<<<<<<<6\nMUSTER<<ANNA<<<<<<<<<<<<<<<<<<',
    says: {
      format: 'TD1',
      documentCode: 'AR',
      issuer: 'D',
      documentNumber: 'YZ00AB123',
      birthDate: '1990-01-01',
      expiry: '2030-01-01',
    },
  },
  {
    name: 'Swedish TD1 with a personal number',
    zone: 'I<SWE59000002<8198703142391<<<\n8703145M1701027SWE<<<<<<<<<<<8\nTESTSSON<<SVEN<<<<<<<<<<<<<<<<',
    says: { documentNumber: '59000002', nationality: 'SWE' },
  },
];

/**
 * Synthetic photo code of the fact sheet: address https://lichtbild.example/abruf, identifier 123e4567-…, key 10..1F.
 */
export const photoCode =
  '4gEfaHR0cHM6Ly9saWNodGJpbGQuZXhhbXBsZS9hYnJ1ZhI+RWfomxLTpFZCZhQXQAAKWnEKVidipRT+QxAAAQIDBAUGBwgJCgsMDQ4PABAQERITFBUWFxgZGhscHR4f';
