import type { HereForView } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';

/** A person with a role, in words. */
export function useActingWords() {
  const { t } = useWords();
  return {
    /** E.g. "Mustermann, Max (Elternteil)". */
    who: ({ name, role }: Pick<HereForView, 'name' | 'role'>): string =>
      name === null ? t(`acting.role.${role}`) : t('acting.named', { name, role: t(`acting.role.${role}`) }),
  };
}
