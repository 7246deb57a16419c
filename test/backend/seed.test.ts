import { describe, expect, it } from 'vitest';
import { officeDate, records } from '../../backend/contract/index.ts';
import { jpegSize } from '../../backend/commands/jpeg.ts';
import { demoClerks, demoCounters } from '../../backend/seed/office.ts';
import { demoCase, makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { demoPeople } from '../../backend/seed/people.ts';
import { jpegOf } from './api.ts';

const noon = new Date(2026, 10, 22, 12, 0);

describe('the invented office day', () => {
  it('is the same for the same moment and fits the contract', () => {
    const day = makeOfficeDay(noon);
    expect(makeOfficeDay(noon)).toEqual(day);
    for (const appointment of day.appointments) records.appointment.parse(appointment);
    for (const item of day.items) records.item.parse(item);
    for (const compartment of day.compartments) records.compartment.parse(compartment);
    for (const deposit of day.deposits) records.deposit.parse(deposit);
  });

  it.each([
    [0, 0],
    [0, 3],
    [4, 10],
    [12, 0],
    [23, 59],
  ])('made at %i:%i lies within that day, the past in the past', (hour, minute) => {
    const now = new Date(2026, 10, 22, hour, minute);
    for (const appointment of makeOfficeDay(now).appointments) {
      expect(officeDate(new Date(appointment.scheduledAt))).toBe('2026-11-22');
      for (const time of [
        appointment.arrivedAt,
        appointment.calledAt,
        appointment.appearedAt,
        appointment.parkedAt,
        appointment.finishedAt,
      ]) {
        if (time !== null) expect(Date.parse(time)).toBeLessThanOrEqual(now.getTime());
      }
    }
  });

  it('has people of six languages, in every state of a morning', () => {
    const { appointments } = makeOfficeDay(noon);
    expect(new Set(appointments.map(({ applicant }) => applicant.language))).toEqual(
      new Set(['de', 'en', 'tr', 'uk', 'ar', 'ru']),
    );
    expect(new Set(appointments.map(({ state }) => state))).toEqual(
      new Set(['waiting', 'parked', 'completed', 'missed', 'scheduled']),
    );
    for (const one of ['id', 'code', 'ticket'] as const)
      expect(new Set(appointments.map((appointment) => appointment[one])).size).toBe(appointments.length);
    expect(Math.max(...demoPeople.map(({ applicant }) => applicant.nationality.length))).toBe(40);
  });

  it('has a document ready for everybody who waits to collect one, with serials of the right shape', () => {
    const { appointments, items } = makeOfficeDay(noon);
    for (const { applicant } of appointments.filter(
      ({ service, state }) => service === 'eat-collect' && state !== 'completed',
    )) {
      expect(items.filter((item) => item.applicantId === applicant.id && item.state === 'ready')).toHaveLength(1);
    }
    for (const { serial } of items) expect(serial).toMatch(/^[CFGHJKLMNPRTVWXYZ0-9]{9}$/);
    expect(new Set(items.map(({ serial }) => serial)).size).toBe(items.length);
  });

  it('has a box of sixteen with two occupied and one blocked', () => {
    const { compartments, deposits } = makeOfficeDay(noon);
    expect(compartments.map(({ lock }) => lock)).toEqual(Array.from({ length: 16 }, (_, lock) => lock));
    expect(compartments.filter(({ state }) => state === 'occupied').map(({ depositId }) => depositId)).toEqual(
      deposits.map(({ id }) => id),
    );
    expect(compartments.filter(({ state }) => state === 'blocked')).toHaveLength(1);
    expect(deposits).toHaveLength(2);
  });

  it('lets Erika Mustermann be looked up with what a scanner would read', () => {
    expect(demoCase('A017')).toMatchObject({
      appointmentId: 'appointment-A017',
      code: 'SWT-7K2M9QXD',
      service: 'eat-collect',
      itemId: 'item-A017',
      person: {
        applicant: { familyName: 'Mustermann', language: 'en', travelDocument: 'C01X00T47' },
        mrz: { issuer: 'UTO', birthDate: '870812', documentNumber: 'C01X00T47' },
      },
    });
    expect(demoCase('A017').serial).toBe(makeOfficeDay(noon).items.find(({ id }) => id === 'item-A017')?.serial);
    expect(demoCase('B007').person.applicant).toMatchObject({ language: 'ar', lowCompartment: true });
    expect(demoCase('A018')).toMatchObject({ itemId: null, serial: null });
    expect(demoCase('A024').person.mrz).toMatchObject({ birthDate: '68<<<<', documentNumber: null });
  });

  it('has names a passport can write', () => {
    for (const { mrz } of demoPeople) {
      expect(`${mrz.familyName} ${mrz.givenNames}`).toMatch(/^[A-Z ]+$/);
      expect(mrz.documentNumber ?? '').toMatch(/^[A-Z0-9]{0,9}$/);
    }
    expect(demoClerks).toHaveLength(3);
    expect(demoCounters).toHaveLength(4);
  });
});

describe('the size of a JPEG', () => {
  it('is read from its frame, not guessed', () => {
    expect(jpegSize(Buffer.from(jpegOf(561, 182), 'base64'))).toEqual({ width: 561, height: 182 });
    expect(jpegSize(Buffer.from(jpegOf(8, 300), 'base64'))).toEqual({ width: 8, height: 300 });
  });

  it('is unknown for anything else, whole or cut', () => {
    const whole = Buffer.from(jpegOf(561, 182), 'base64');
    for (let length = 0; length < 150; length += 1) expect(jpegSize(whole.subarray(0, length))).toBeNull();
    expect(jpegSize(Buffer.from('\x89PNG'))).toBeNull();
    expect(jpegSize(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]))).toBeNull();
  });
});
