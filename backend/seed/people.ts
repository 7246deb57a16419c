import type { Applicant } from '../contract/index.ts';

/** Invented people. What a passport's machine readable zone says about them stands beside what the office knows. */

export interface DemoPerson {
  applicant: Applicant;
  /** As in ICAO 9303: three-letter codes, dates as YYMMDD, names in A to Z. */
  mrz: {
    issuer: string;
    nationality: string;
    sex: 'F' | 'M' | '<';
    birthDate: string;
    expiry: string;
    familyName: string;
    givenNames: string;
    documentNumber: string | null;
  };
}

type Line = [
  id: string,
  familyName: string,
  givenNames: string,
  birthDate: string,
  nationality: string,
  code: string,
  sex: 'F' | 'M',
  language: string,
  travelDocument: string | null,
  mrzFamilyName: string,
  mrzGivenNames: string,
  lowCompartment?: 'low',
];

/** All invented passports expire on one day. */
const passportExpiry = '310815';

const lines: Line[] = [
  ['mustermann', 'Mustermann', 'Erika', '1987-08-12', 'Utopia', 'UTO', 'F', 'en', 'C01X00T47', 'MUSTERMANN', 'ERIKA'],
  ['yildiz', 'Yıldız', 'Ahmet', '1979-03-04', 'Türkei', 'TUR', 'M', 'tr', 'U23456781', 'YILDIZ', 'AHMET'],
  [
    'shevchenko',
    'Shevchenko',
    'Oksana Mykolaivna',
    '1991-11-27',
    'Ukraine',
    'UKR',
    'F',
    'uk',
    'FH482913',
    'SHEVCHENKO',
    'OKSANA MYKOLAIVNA',
  ],
  [
    'al-khatib',
    'al-Khatib',
    'Rania',
    '1994-06-19',
    'Syrien',
    'SYR',
    'F',
    'ar',
    'N01473865',
    'AL KHATIB',
    'RANIA',
    'low',
  ],
  ['nguyen', 'Nguyễn', 'Thị Minh Anh', '1999-01-31', 'Vietnam', 'VNM', 'F', 'de', 'C8450127', 'NGUYEN', 'THI MINH ANH'],
  ['okafor', 'Okafor', 'Chidi', '1985-09-09', 'Nigeria', 'NGA', 'M', 'en', 'A50713942', 'OKAFOR', 'CHIDI'],
  [
    'petrov',
    'Petrov',
    'Aleksandr Sergeevich',
    '1972-12-02',
    'Russische Föderation',
    'RUS',
    'M',
    'ru',
    '750384216',
    'PETROV',
    'ALEKSANDR SERGEEVICH',
  ],
  ['haddad', 'Haddad', 'Yusuf', '1968-00-00', 'Irak', 'IRQ', 'M', 'ar', null, 'HADDAD', 'YUSUF'],
  ['demir', 'Demir', 'Elif', '2001-05-23', 'Türkei', 'TUR', 'F', 'tr', 'U34567812', 'DEMIR', 'ELIF'],
  [
    'atlantis',
    'Wolkenstein-Rabenschlag-Hohenfelden',
    'Maximiliane Theodora Konstanze',
    '1990-02-28',
    'Vereinigte Inselrepublik Neuatlantis Süd',
    'UTO',
    'F',
    'de',
    'X00T47C02',
    'WOLKENSTEIN RABENSCHLAG HOHENFELDEN',
    'MAXIMILIANE THEODORA KONSTANZE',
  ],
  ['kovalenko', 'Kovalenko', 'Danylo', '1996-07-14', 'Ukraine', 'UKR', 'M', 'uk', 'FK719304', 'KOVALENKO', 'DANYLO'],
  [
    'silva',
    'da Silva e Souza',
    'João Pedro',
    '1983-10-05',
    'Brasilien',
    'BRA',
    'M',
    'en',
    'GB402817',
    'DA SILVA E SOUZA',
    'JOAO PEDRO',
  ],
  [
    'ivanova',
    'Ivanova',
    'Natalia',
    '1958-04-17',
    'Kasachstan',
    'KAZ',
    'F',
    'ru',
    'N11820473',
    'IVANOVA',
    'NATALIA',
    'low',
  ],
  ['li', 'Li', 'Na', '2003-12-30', 'China', 'CHN', 'F', 'en', 'EJ4720816', 'LI', 'NA'],
  [
    'bondarenko',
    'Bondarenko',
    'Iryna Vasylivna',
    '1989-05-02',
    'Ukraine',
    'UKR',
    'F',
    'uk',
    'FP318206',
    'BONDARENKO',
    'IRYNA VASYLIVNA',
  ],
  [
    'bondarenko-sofiia',
    'Bondarenko',
    'Sofiia',
    '2013-09-18',
    'Ukraine',
    'UKR',
    'F',
    'uk',
    'FP318207',
    'BONDARENKO',
    'SOFIIA',
  ],
  [
    'bondarenko-maksym',
    'Bondarenko',
    'Maksym',
    '2016-02-24',
    'Ukraine',
    'UKR',
    'M',
    'uk',
    'FP318208',
    'BONDARENKO',
    'MAKSYM',
  ],
  ['lindqvist', 'Lindqvist', 'Astrid', '1998-10-30', 'Utopia', 'UTO', 'F', 'en', null, 'LINDQVIST', 'ASTRID'],
  ['mansour', 'Mansour', 'Karim', '1988-03-11', 'Ägypten', 'EGY', 'M', 'ar', 'A28194075', 'MANSOUR', 'KARIM'],
];

export const demoPeople: readonly DemoPerson[] = lines.map(
  ([
    id,
    familyName,
    givenNames,
    birthDate,
    nationality,
    code,
    sex,
    language,
    travelDocument,
    mrzFamilyName,
    mrzGivenNames,
    low,
  ]) => ({
    applicant: {
      id: `applicant-${id}`,
      familyName,
      givenNames,
      birthDate,
      nationality,
      nationalityCode: code,
      sex,
      language,
      travelDocument,
      lowCompartment: low === 'low',
    },
    mrz: {
      issuer: code,
      nationality: code,
      sex,
      birthDate: mrzDate(birthDate),
      expiry: passportExpiry,
      familyName: mrzFamilyName,
      givenNames: mrzGivenNames,
      documentNumber: travelDocument,
    },
  }),
);

/** YYMMDD; unknown parts are filled with `<` (ICAO 9303-3, 4.8). */
function mrzDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return [year.slice(2), month, day].map((part, place) => (place > 0 && part === '00' ? '<<' : part)).join('');
}

/** One invented person by the last part of their id, e.g. `mustermann`. */
export function demoPerson(name: string): DemoPerson {
  const person = demoPeople.find(({ applicant }) => applicant.id === `applicant-${name}`);
  if (!person) throw new Error(`no invented person is called ${name}`);
  return person;
}
