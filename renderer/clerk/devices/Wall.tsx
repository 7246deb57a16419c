import type { DevicesSnapshot } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';

type Compartment = DevicesSnapshot['compartments'][number];

/** What one door says: an alarm and an open door are more urgent than what is inside. */
export function doorWords(compartment: Compartment): 'alarm' | 'open' | 'blocked' | 'unknown' | 'occupied' | 'free' {
  if (compartment.alarm) return 'alarm';
  if (compartment.door === 'open') return 'open';
  if (compartment.state === 'blocked') return 'blocked';
  if (compartment.door === 'unknown') return 'unknown';
  return compartment.state === 'occupied' ? 'occupied' : 'free';
}

/** The output box as a picture of its doors. */
export function Wall({ compartments }: { compartments: Compartment[] }) {
  const { t } = useWords();
  if (compartments.length === 0) return null;
  const free = compartments.filter((one) => doorWords(one) === 'free').length;
  return (
    <div className="panel">
      <h2>{t('wall.title')}</h2>
      <p className="muted">{t('wall.freeCount', { count: free, total: compartments.length })}</p>
      <ul className="wall">
        {compartments.map((one) => (
          <li
            key={one.id}
            className={`door door--${doorWords(one)}`}
            data-testid={`compartment-${one.label}`}
            data-state={doorWords(one)}
          >
            <strong>{one.label}</strong>
            <span>{t(`wall.${doorWords(one)}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
