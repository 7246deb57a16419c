/** `npm test`: everything that is checked, stage by stage; stops at the first stage that fails. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { withOwnNode } from './ownNode.mjs';

const root = path.dirname(import.meta.dirname);
const out = path.join(root, 'out');
const unitResults = path.join(out, 'unit/results.json');
const windowResults = path.join(out, 'e2e/results.json');
const labResults = path.join(out, 'lab/results.json');
const labWords = path.join(out, 'lab-words.txt');

// The run starts itself again on the project's own Node: its beginning comes along.
process.env.SCHALTERWERK_BEGAN ??= String(Date.now());
const began = Number(process.env.SCHALTERWERK_BEGAN);
await setup();
const times = [['Set-up', secondsSince(began)]];
mkdirSync(path.dirname(unitResults), { recursive: true });
for (const file of [unitResults, windowResults, labResults]) rmSync(file, { force: true });

/** The lab waits for its devices two thirds of its time. Where its machine may go before others (`test/lab/machine.ts`) it runs beside the windows. */
const labBeside = process.getuid?.() === 0;
let lab;

const stages = [
  ['Types', () => tool('typescript/bin/tsc', '-b')],
  ['Lint', () => tool('oxlint/bin/oxlint', '--deny-warnings')],
  ['Build', () => build().then(() => true)],
  ['Unit, drivers, backend, journeys, architecture, packaging', () => tool('vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${unitResults}`)],
  ['End to end, through the real windows', () => {
    if (labBeside) lab = startLab();
    return tool('@playwright/test/cli.js', 'test', '--config', 'test/e2e/playwright.config.ts');
  }],
  ['Tour', () => !existsSync(path.join(root, 'test/tour/run.ts')) || node('test/tour/run.ts')],
  labBeside ? ['Hardware lab, begun beside the windows', () => endOfLab(lab)] : ['Hardware lab', () => node('test/lab/run.mjs')],
];

let failure;
for (const [name, check] of stages) {
  console.log(`\n== ${name}`);
  const stageBegan = Date.now();
  const passed = await check();
  times.push([name, secondsSince(stageBegan)]);
  console.log(`== ${name}: ${passed ? 'passed' : 'failed'} after ${secondsSince(stageBegan)} s`);
  if (passed) continue;
  failure = name;
  lab?.process.kill();
  break;
}

const { runtimeName } = await import('../test/e2e/runtime.ts');
const { passed, failed } = count();
console.log('\nSeconds:');
for (const [name, seconds] of [...times, ['All', secondsSince(began)]]) console.log(`${seconds.padStart(8)}  ${name}`);
const findings = [...unitFindings(read(unitResults)), ...windowFindings(read(windowResults)), ...(read(labResults)?.findings ?? []).map((proof) => `Hardware lab: ${proof}`)];
if (findings.length > 0) console.log(`\nWhat failed:\n${findings.map((finding) => `- ${finding}`).join('\n')}`);
console.log(failure ? `\nStopped: the stage "${failure}" failed; what it found is above.` : '\nEvery stage passed.');
console.log(existsSync(windowResults) ? `The windows ran on ${runtimeName}.` : `The windows, which would have run on ${runtimeName}, were not reached.`);
const { findPostgres, withoutPostgres } = await import('../test/support/postgresServer.ts');
if (findPostgres() === undefined) console.log(withoutPostgres);
const { oldRevision, withoutHistory } = await import('../test/skew/oldSide.ts');
if (oldRevision() === undefined) console.log(withoutHistory);
console.log(labOutcome());
console.log(`${passed} passed, ${failed} failed`);
process.exit(failure ? 1 : 0);

function tool(file, ...args) {
  return node(path.join('node_modules', file), ...args);
}

function node(file, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(root, file), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: withOwnNode() });
  return status === 0;
}

function count() {
  const unit = read(unitResults);
  const windows = read(windowResults)?.stats;
  const lab = read(labResults);
  return {
    passed: (unit?.numPassedTests ?? 0) + (windows?.expected ?? 0) + (lab?.passed ?? 0),
    failed: (unit?.numFailedTests ?? 0) + (windows?.unexpected ?? 0) + (windows?.flaky ?? 0) + (lab?.failed ?? 0),
  };
}

/** What it says is shown when it has ended, so that it does not stand between the lines of others. */
function startLab() {
  const words = openSync(labWords, 'w');
  const child = spawn(process.execPath, [path.join(root, 'test/lab/run.mjs')], { cwd: root, stdio: ['ignore', words, words], env: withOwnNode() });
  return { process: child, passed: once(child, 'exit').then(([status]) => status === 0) };
}

async function endOfLab({ passed }) {
  const result = await passed;
  process.stdout.write(readFileSync(labWords));
  return result;
}

/** Which tests failed and why, in a few lines each: the whole of it is further up. */
function unitFindings(results) {
  return (results?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(root, name);
    const tests = assertionResults.filter((test) => test.status === 'failed').map((test) => `${file} › ${test.fullName}: ${inShort(test.failureMessages[0])}`);
    return tests.length === 0 && status === 'failed' ? [`${file}: ${inShort(message)}`] : tests;
  });
}

function windowFindings(results) {
  const specsIn = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsIn)];
  const failed = (results?.suites ?? []).flatMap(specsIn).filter(({ ok }) => !ok);
  return [
    ...(results?.errors ?? []).map(({ message }) => inShort(message)),
    ...failed.map(({ file, line, title, tests }) => `test/e2e/${file}:${line} › ${title}: ${inShort(tests[0]?.results.at(-1)?.errors.map(({ message }) => message).join('\n'))}`),
  ];
}

function inShort(text = 'no message') {
  const lines = stripVTControlCharacters(text).split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(0, 8).join('\n    ').slice(0, 1000);
}

function labOutcome() {
  const lab = read(labResults);
  if (!lab) return 'The hardware lab did not get to its end: the drivers are not proven on a real kernel.';
  if (lab.skipped) return `The hardware lab could not run, the drivers are not proven on a real kernel: ${lab.skipped}`;
  return `The drivers ran on a real kernel with virtual devices: ${lab.passed} proofs in the hardware lab, ${lab.failed} failed.`;
}

function secondsSince(time) {
  return ((Date.now() - time) / 1000).toFixed(1);
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
