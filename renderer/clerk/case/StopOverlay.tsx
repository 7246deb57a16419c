import { useState } from 'react';
import type { WrongPersonStop } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { clockTime } from '../../time.ts';
import { useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { HereForDialog } from '../acting/HereForDialog.tsx';
import { act } from '../notices/notices.ts';

/**
 * Something of somebody else while this person is served. Stands in front of everything until it was read.
 * The focus is on the heading, and the key is a double one, because a scanner's Enter must not acknowledge it.
 */
export function StopOverlay({ stop }: { stop: WrongPersonStop }) {
  const { t, language } = useWords();
  const person = useSnapshot('case');
  const { sameVisit, otherTicket } = stop;
  const [hereFor, setHereFor] = useState(false);
  // A door cannot be put aside: the clerk has to look where the document lies.
  const ofDoor = stop.what === 'compartment';
  return (
    <>
      <Modal
        title={t(ofDoor ? 'stop.compartment.title' : 'stop.title')}
        alarming
        focus="title"
        testId="stop-overlay"
        footer={
          <>
            {sameVisit && (
              <Button
                text={t('stop.switch', { ticket: otherTicket ?? '' })}
                size="big"
                testId="stop-switch"
                onPress={() => act('case.switch', { appointmentId: sameVisit })}
              />
            )}
            {stop.what === 'passport' && person && (
              <Button
                text={t('hereFor.open')}
                size="big"
                hotkey="Shift+F3"
                testId="stop-here-for"
                onPress={() => setHereFor(true)}
              />
            )}
            <Button
              text={t(ofDoor ? 'stop.compartment.acknowledge' : 'stop.acknowledge')}
              kind="primary"
              size="big"
              hotkey="Ctrl+Enter"
              testId="stop-acknowledge"
              onPress={() => act('case.acknowledgeStop', { at: stop.at })}
            />
          </>
        }
      >
        <p className="stop__what">
          {ofDoor
            ? t('stop.compartment.what')
            : `${t(`stop.what.${stop.what}`)} ${stop.otherTicket ? t('stop.belongsTo', { ticket: stop.otherTicket }) : t('stop.belongsToOther')}`}
        </p>
        {ofDoor && person?.deposit?.compartment && (
          <p>{t('stop.compartment.expected', { compartment: person.deposit.compartment.label })}</p>
        )}
        {stop.because && (
          <p data-testid="stop-because">{t(`stop.because.${stop.because}`, { ticket: otherTicket ?? '' })}</p>
        )}
        {person && <p>{t('stop.here', { ticket: person.ticket })}</p>}
        {sameVisit && <p data-testid="stop-same-visit">{t('stop.sameVisit', { ticket: otherTicket ?? '' })}</p>}
        <p>{t(ofDoor ? 'stop.compartment.safe' : 'stop.safe')}</p>
        <p className="muted">{clockTime(stop.at, language)}</p>
      </Modal>
      {hereFor && person && (
        <HereForDialog
          person={person}
          scanned={{ at: stop.at, ticket: stop.otherTicket }}
          onClose={() => setHereFor(false)}
        />
      )}
    </>
  );
}
