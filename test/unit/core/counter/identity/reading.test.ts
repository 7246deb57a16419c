import { describe, expect, it } from 'vitest';
import { ocrReaders } from '../../../../../electron/core/kernel/devices/scannerConfigs.ts';
import { createReadings } from '../../../../../electron/core/counter/identity/reading.ts';
import { zoneKindOf } from '../../../../../electron/core/codes/zoneKinds.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';

const zone = Buffer.from('P<UTOERIKSSON<<ANNA');
const look = (deviceId: string, aim: string | null, { ocr = [] as string[], bytes = zone } = {}) =>
  createReadings((id) => ocr.includes(id)).look(deviceId, bytes, aim);

describe('a zone proves something', () => {
  it('only when the scanner says that it read print, or is set as OCR reader', () => {
    expect(look('scanner', ']o1')).toEqual({ source: 'scanner', symbology: 'ocr', from: 'zone', proves: true });
    expect(look('scanner', null, { ocr: ['scanner'] })).toEqual({
      source: 'ocr-reader',
      symbology: 'none',
      from: 'zone',
      proves: true,
    });
    expect(look('wedge', null, { ocr: ['wedge'] })).toMatchObject({ source: 'ocr-reader', proves: true });
  });

  it.each([
    ['from a QR code', 'scanner', ']Q1'],
    ['from a Data Matrix', 'scanner', ']d1'],
    ['from an unknown symbol', 'scanner', ']X0'],
    ['from a scanner that does not say', 'scanner', null],
    ['from the camera', 'camera', ']Q1'],
    ['from the camera, whatever it says', 'camera', ']o1'],
    ['typed by a scanner', 'wedge', null],
    ['typed by hand', 'keyboard', null],
  ])('never %s', (_name, deviceId, aim) => expect(look(deviceId, aim).proves).toBe(false));

  it('never from a bar code of an OCR reader', () =>
    expect(look('scanner', ']Q1', { ocr: ['scanner'] }).proves).toBe(false));
  it('never from a keyboard or the camera, whatever is set', () => {
    for (const id of ['keyboard', 'camera']) expect(look(id, null, { ocr: [id] }).proves).toBe(false);
  });
  it.each(['scanner', 'wedge', 'keyboard', 'camera'])(
    'never because the code itself begins with the identifier: %s',
    (id) => {
      expect(look(id, null, { bytes: Buffer.from(`]o1${zone.toString()}`) })).toMatchObject({
        symbology: 'ocr',
        proves: false,
      });
    },
  );
  it('never from a scanner that has sent a code without identifier: then it sends none, and the identifier was in the code', () => {
    const readings = createReadings(() => false);
    readings.look('scanner', Buffer.from('SWT-7K2M9QXD'), null);
    expect(readings.look('scanner', zone, ']o1').proves).toBe(false);
    expect(readings.look('scanner-2', zone, ']o1').proves).toBe(true);
  });
});

describe('the settings', () => {
  it('name the OCR readers', () => {
    const { devices } = Settings.parse({
      devices: {
        scanner: { path: 'COM3', baudRate: 9600 },
        moreScanners: [
          { path: 'COM4', baudRate: 9600 },
          { vendorId: 1, productId: 2, ocr: true },
        ],
        wedge: { ocr: true },
      },
    });
    expect([...ocrReaders(devices)]).toEqual(['scanner-3', 'wedge']);
    expect([...ocrReaders(Settings.parse({}).devices)]).toEqual([]);
  });

  it('say for each kind of document whether its zone is read; a yes or no of an older file means all of them', () => {
    expect(Settings.parse({}).readMrz).toEqual({
      passports: true,
      residenceTitles: false,
      identityCards: true,
      visas: false,
      others: true,
    });
    expect(Settings.parse({ readMrz: { residenceTitles: true } }).readMrz).toMatchObject({
      passports: true,
      residenceTitles: true,
    });
    expect(new Set(Object.values(Settings.parse({ readMrz: false }).readMrz))).toEqual(new Set([false]));
    expect(Settings.parse({ readMrz: true }).readMrz).toEqual(Settings.parse({}).readMrz);
    expect(new Set(Object.values(Settings.parse({ readMrz: false }).readMrz))).toEqual(new Set([false]));
    expect(Settings.safeParse({ readMrz: { passport: true } }).success).toBe(false);
  });

  it.each([
    ['P', 'passports'],
    ['PT', 'passports'],
    ['AR', 'residenceTitles'],
    ['AF', 'residenceTitles'],
    ['AS', 'residenceTitles'],
    ['IR', 'residenceTitles'],
    ['CR', 'residenceTitles'],
    ['V', 'visas'],
    ['ID', 'identityCards'],
    ['I', 'identityCards'],
    ['C', 'identityCards'],
    ['AC', 'identityCards'],
    ['ME', 'others'],
  ])('document code %s is of the kind %s', (code, kind) => expect(zoneKindOf(code)).toBe(kind));
});
