import { KernAlert } from '@kern-ux-annex/kern-react-kit';
import type { AppError } from '../../electron/contract/index.ts';
import { useWords } from '../useWords.ts';

/** An error where it happened. Read out at once. */
export function Problem({
  error,
  tone = 'danger',
  testId,
}: {
  error: AppError | null;
  tone?: 'danger' | 'warning';
  testId?: string;
}) {
  const { sentence } = useWords();
  if (!error) return null;
  return (
    <KernAlert className="problem" variant={tone} title={sentence(error)} data-testid={testId} data-code={error.code} />
  );
}
