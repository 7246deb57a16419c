import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import signer from '../../../../../assets/texts/signer.json' with { type: 'json' };
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProcesses } from '../../../../../electron/core/counter/processes/loadProcesses.ts';
import { padLanguages, ProcessDefinition, type StepOf } from '../../../../../backend/contract/processes.ts';

const shipped = join(import.meta.dirname, '../../../../../assets/processes');
const read = (id: string) => JSON.parse(readFileSync(join(shipped, `${id}.json`), 'utf8'));

describe('the processes that are shipped', () => {
  const { definitions, broken } = loadProcesses(shipped);

  it('are all usable, and named as their files', () => {
    expect(broken).toEqual([]);
    expect([...definitions.keys()]).toEqual(['eat-collect', 'extend-title']);
  });

  it('have a version that is one content: whoever changes anything counts it up', () => {
    // By the digest of what stands in the file, however it is laid out. A new line a version; none is ever changed.
    const known: Record<string, string> = {
      'eat-collect 1': '5b93f7d4172b0067',
      'extend-title 1': '6cc42dc7b0ddb7f4',
    };
    for (const { id, version } of definitions.values()) {
      const digest = createHash('sha256')
        .update(JSON.stringify(read(id)))
        .digest('hex')
        .slice(0, 16);
      expect(`${id} ${version} is ${digest}`).toBe(`${id} ${version} is ${known[`${id} ${version}`]}`);
    }
  });

  it('have the steps of the counter', () => {
    const kinds = (id: string) => definitions.get(id)!.steps.map((step) => [step.id, step.kind]);
    expect(kinds('eat-collect')).toEqual([
      ['identity', 'identity'],
      ['documents', 'documents'],
      ['receipt', 'signature'],
      ['output', 'output'],
    ]);
    expect(kinds('extend-title')).toEqual([
      ['identity', 'identity'],
      ['documents', 'documents'],
      ['order-signature', 'signature'],
      ['confirm', 'confirm'],
    ]);
  });

  it('ask for the signature in the pixels of the eAT order', () => {
    for (const step of signatures()) expect(step.picture).toEqual({ width: 561, height: 182 });
  });

  it('have pad texts in every language that are all different, short enough for a pad, and name person and service', () => {
    for (const step of signatures()) {
      const texts = padLanguages.map((tag) => step.pad.paragraphs.map((paragraph) => paragraph[tag]!).join('\n'));
      expect(new Set(texts).size).toBe(padLanguages.length);
      for (const text of texts) {
        expect(text).toContain('{name}');
        expect(text).toContain('{service}');
        expect(text.length).toBeLessThan(330);
      }
    }
  });

  it('have Arabic and Persian pad texts in Arabic letters, Ukrainian and Russian ones in Cyrillic', () => {
    for (const step of signatures()) {
      for (const tag of ['ar', 'fa'] as const) expect(step.pad.title[tag]).toMatch(/\p{Script=Arabic}/u);
      for (const tag of ['uk', 'ru'] as const) expect(step.pad.title[tag]).toMatch(/\p{Script=Cyrillic}/u);
    }
  });

  it('ask for somebody else where a child is too young, and for nobody else where it is the holder’s own signature', () => {
    const [collect, extend] = [definitions.get('eat-collect')!, definitions.get('extend-title')!];
    for (const id of ['receipt', 'output'])
      expect(collect.steps.find((step) => step.id === id)).toMatchObject({ aloneFrom: 16 });
    expect(extend.steps.find(({ id }) => id === 'order-signature')).toMatchObject({ aloneFrom: 10, purpose: 'order' });
  });

  it('have words on the pad for who signs in whose place, in every language', () => {
    for (const texts of Object.values(signer)) expect(Object.keys(texts).sort()).toEqual([...padLanguages].sort());
    for (const line of Object.values(signer.line))
      for (const part of ['{signer}', '{role}', '{name}']) expect(line).toContain(part);
  });

  it('note the limit of reading the zone at the identity step, with its source', () => {
    for (const { steps } of definitions.values()) {
      const identity = steps.find((step) => step.kind === 'identity')!;
      expect(identity.hint!.de).toContain('§ 78 Abs. 6 AufenthG');
      expect(identity.legalBasis).toContain('§ 61f AufenthV');
    }
  });

  function signatures(): StepOf<'signature'>[] {
    return [...definitions.values()].flatMap(({ steps }) =>
      steps.filter((step): step is StepOf<'signature'> => step.kind === 'signature'),
    );
  }
});

describe('a definition', () => {
  const problemsOf = (change: (definition: ReturnType<typeof read>) => void) => {
    const definition = read('eat-collect');
    change(definition);
    const parsed = ProcessDefinition.safeParse(definition);
    return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
  };

  it.each<[string, string, (d: ReturnType<typeof read>) => void]>([
    [
      'a step id used twice',
      'steps.1.id',
      (d) => {
        d.steps[1].id = 'identity';
      },
    ],
    [
      'a document id used twice',
      'steps.1.documents.1.id',
      (d) => {
        d.steps[1].documents[1].id = 'old-title';
      },
    ],
    [
      'a missing German text',
      'steps.0.title.de',
      (d) => {
        delete d.steps[0].title.de;
      },
    ],
    [
      'a missing English text',
      'title.en',
      (d) => {
        delete d.title.en;
      },
    ],
    [
      'a missing pad language',
      'steps.2.pad.title.fa',
      (d) => {
        delete d.steps[2].pad.title.fa;
      },
    ],
    [
      'an unknown placeholder',
      'steps.2.pad.paragraphs.0.uk',
      (d) => {
        d.steps[2].pad.paragraphs[0].uk = '{serial}';
      },
    ],
    [
      'an unknown kind of step',
      'steps.3.kind',
      (d) => {
        d.steps[3].kind = 'dance';
      },
    ],
    [
      'a misspelt field',
      'steps.3',
      (d) => {
        d.steps[3].requird = true;
      },
    ],
    [
      'no steps',
      'steps',
      (d) => {
        d.steps = [];
      },
    ],
    [
      'an output without a way',
      'steps.3.ways',
      (d) => {
        d.steps[3].ways = [];
      },
    ],
  ])('with %s is refused at its place', (_what, path, change) => {
    expect(problemsOf(change)).toContain(path);
  });
});

describe('loading', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'processes-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('goes on after broken files and says file, place and fault', () => {
    writeFileSync(join(dir, 'a-torn.json'), '{"id": "a');
    writeFileSync(join(dir, 'b-wrong.json'), JSON.stringify({ ...read('eat-collect'), usualMinutes: 'ten' }));
    writeFileSync(join(dir, 'c-good.json'), `\uFEFF${JSON.stringify(read('extend-title'))}`);
    writeFileSync(join(dir, 'd-again.json'), JSON.stringify(read('extend-title')));
    writeFileSync(join(dir, 'e-null.json'), 'null');
    writeFileSync(join(dir, 'notes.txt'), 'not a process');
    const { definitions, broken } = loadProcesses(dir);
    expect([...definitions.keys()]).toEqual(['extend-title']);
    expect(broken.map(({ file }) => file)).toEqual(['a-torn.json', 'b-wrong.json', 'd-again.json', 'e-null.json']);
    expect(broken[0]!.sentence).toMatch(/a-torn\.json.*not JSON/);
    expect(broken[1]!.sentence).toMatch(/b-wrong\.json.*usualMinutes: .*number/);
    expect(broken[2]!.sentence).toMatch(/d-again\.json.*"extend-title" is already defined/);
    expect(broken[3]!.sentence).toMatch(/e-null\.json.*the whole file/);
  });

  it('of a folder that is not there is a sentence, not an exception', () => {
    const { definitions, broken } = loadProcesses(join(dir, 'nowhere'));
    expect(definitions.size).toBe(0);
    expect(broken).toHaveLength(1);
    expect(broken[0]!.sentence).toContain('ENOENT');
  });
});
