import type { DeviceView } from '../../../electron/contract/index.ts';
import type { ToneName } from '../../components/Tone.tsx';

const tones = { searching: 'quiet', connecting: 'info', ready: 'good', lost: 'bad', failing: 'warning' } as const;
export const deviceTone = (state: DeviceView['state']): ToneName => tones[state];
