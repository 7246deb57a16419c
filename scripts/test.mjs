/**
 * `npm test`: everything that is checked, stage by stage, quick ones first; every stage runs, and what failed is listed
 * at the end. `npm test -- unit lab` runs these stages, `npm test -- test/e2e/slip.spec.ts test/journeys` these files
 * or folders.
 */
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

/**
 * The lab waits for its devices two thirds of its time. Where its machine may go before others (`test/lab/machine.ts`)
 * it runs beside the windows.
 */
const labBeside = process.getuid?.() === 0;
let lab;

/** Where one is named, what it needs runs before it. `needs`: a stage without which it cannot run. */
const stages = [
  { name: 'types', title: 'Types', run: () => tool('typescript/bin/tsc', '-b') },
  { name: 'lint', title: 'Lint', run: () => tool('oxlint/bin/oxlint', '--deny-warnings') },
  { name: 'format', title: 'Format', run: () => tool('oxfmt/bin/oxfmt', '--check', '.') },
  {
    name: 'build',
    title: 'Build',
    run: () =>
      build().then(
        () => true,
        (error) => (console.error(error), false),
      ),
  },
  {
    name: 'unit',
    title: 'Unit, drivers, backend, journeys, architecture, packaging',
    needs: 'build',
    run: () => vitest(),
  },
  {
    name: 'windows',
    title: 'End to end, through the real windows',
    needs: 'build',
    run: () => {
      if (labBeside && chosen.has('lab')) lab = startLab();
      return playwright();
    },
  },
  { name: 'tour', title: 'Tour', needs: 'build', run: () => node('test/tour/run.ts') },
  { name: 'lab', title: 'Hardware lab', needs: 'build', run: () => (lab ? endOfLab(lab) : node('test/lab/run.mjs')) },
];

const asked = process.argv.slice(2);
const files = asked.filter((name) => existsSync(path.join(root, name)));
const unknown = asked.filter((name) => !files.includes(name) && !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`There is no stage and no file "${unknown[0]}". Stages: ${stages.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const chosen = new Set(
  asked.length === 0 ? stages.map(({ name }) => name) : asked.filter((name) => !files.includes(name)),
);
const windowFiles = files.filter((file) => file.startsWith('test/e2e'));
const unitFiles = files.filter((file) => !file.startsWith('test/e2e'));
if (unitFiles.length > 0) chosen.add('unit');
if (windowFiles.length > 0) chosen.add('windows');
for (const { name, needs } of stages) if (needs && chosen.has(name)) chosen.add(needs);

const failed = [];
for (const { name, title, needs, run } of stages.filter((stage) => chosen.has(stage.name))) {
  console.log(`\n== ${title}`);
  const stageBegan = Date.now();
  const missing = failed.find((stage) => stage.name === needs);
  const passed = !missing && (await run());
  times.push([title, secondsSince(stageBegan)]);
  console.log(
    missing
      ? `== ${title}: could not run, because "${missing.title}" failed`
      : `== ${title}: ${passed ? 'passed' : 'failed'} after ${secondsSince(stageBegan)} s`,
  );
  if (!passed) failed.push({ name, title: missing ? `${title} (could not run)` : title });
}

const { runtimeName } = await import('../test/e2e/runtime.ts');
const counts = count();
console.log('\nSeconds:');
for (const [name, seconds] of [...times, ['All', secondsSince(began)]]) console.log(`${seconds.padStart(8)}  ${name}`);
const findings = [
  ...unitFindings(read(unitResults)),
  ...windowFindings(read(windowResults)),
  ...(read(labResults)?.findings ?? []).map((proof) => `Hardware lab: ${proof}`),
];
if (findings.length > 0) console.log(`\nWhat failed:\n${findings.map((finding) => `- ${finding}`).join('\n')}`);
console.log(
  failed.length > 0
    ? `\nFailed: ${failed.map(({ title }) => title).join(' · ')}.`
    : `\n${asked.length === 0 ? 'Every stage' : 'What was asked for'} passed.`,
);
if (chosen.has('windows'))
  console.log(
    existsSync(windowResults)
      ? `The windows ran on ${runtimeName}.`
      : `The windows, which would have run on ${runtimeName}, were not reached.`,
  );
const { findPostgres, withoutPostgres } = await import('../test/support/postgresServer.ts');
if (findPostgres() === undefined) console.log(withoutPostgres);
const { oldRevision, withoutHistory } = await import('../test/skew/oldSide.ts');
if (oldRevision() === undefined) console.log(withoutHistory);
if (chosen.has('lab')) console.log(labOutcome());
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(failed.length > 0 ? 1 : 0);

function vitest() {
  return tool(
    'vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitResults}`,
    ...unitFiles,
  );
}

function playwright() {
  return tool('@playwright/test/cli.js', 'test', '--config', 'test/e2e/playwright.config.ts', ...windowFiles);
}

function tool(file, ...args) {
  return node(path.join('node_modules', file), ...args);
}

function node(file, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(root, file), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: withOwnNode(),
  });
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
  const child = spawn(process.execPath, [path.join(root, 'test/lab/run.mjs')], {
    cwd: root,
    stdio: ['ignore', words, words],
    env: withOwnNode(),
  });
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
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${file} › ${test.fullName}: ${inShort(test.failureMessages[0])}`);
    return tests.length === 0 && status === 'failed' ? [`${file}: ${inShort(message)}`] : tests;
  });
}

function windowFindings(results) {
  const specsIn = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsIn)];
  const failed = (results?.suites ?? []).flatMap(specsIn).filter(({ ok }) => !ok);
  return [
    ...(results?.errors ?? []).map(({ message }) => inShort(message)),
    ...failed.map(
      ({ file, line, title, tests }) =>
        `test/e2e/${file}:${line} › ${title}: ${inShort(
          tests[0]?.results
            .at(-1)
            ?.errors.map(({ message }) => message)
            .join('\n'),
        )}`,
    ),
  ];
}

function inShort(text = 'no message') {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
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
