import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { SelfTestReport, type SelfTestDone } from '../../contract/selfTest.ts';
import { withoutHome } from './found.ts';
import { startMyself } from './ownStart.ts';
import { pageName, reportName } from './selfTest.ts';

const limitMs = 10 * 60_000;

/**
 * Runs the self-test in a process of its own beside this one; the report lies in the folder `self-test` of the data.
 * Null when it did not get to its end.
 */
export async function runSelfTestBeside(): Promise<SelfTestDone | null> {
  const to = path.join(app.getPath('userData'), 'self-test');
  mkdirSync(to, { recursive: true });
  rmSync(path.join(to, reportName), { force: true });
  await startMyself(['--self-test', `--self-test-to=${to}`, `--self-test-data=${app.getPath('userData')}`], {
    limit: limitMs,
  });
  try {
    const report = SelfTestReport.safeParse(JSON.parse(readFileSync(path.join(to, reportName), 'utf8')));
    return report.success ? { report: report.data, page: withoutHome(path.join(to, pageName)) } : null;
  } catch {
    return null;
  }
}
