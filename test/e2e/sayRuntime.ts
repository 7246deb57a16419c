import { runtimeName } from './runtime.ts';

export default function sayRuntime(): void {
  console.log(`The end-to-end tests run on ${runtimeName}.`);
}
