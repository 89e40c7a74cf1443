import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that drive whole programs: the command line and the pages, with installs on practice hosts. */
const END_TO_END = ['tests/lab/**/*.test.ts', 'tests/cli/**/*.test.ts', 'tests/browser/**/*.test.ts']
/** Measures V8, which is many times slower at expressions in a process that has run hundreds of other files. */
const MEASUREMENTS = ['tests/regular-expressions.test.ts']
/** All kinds of tests share them: one more than two cores, since many tests wait for SSH and processes. */
const WORKERS = 3

/**
 * End-to-end tests first, then those with practice hosts, large files before small ones, so that all workers end at about
 * the same time.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranked = files.map((file) => ({ file, ...weightOf(file) }))
    return ranked.sort((one, other) => one.rank - other.rank || other.size - one.size).map(({ file }) => file)
  }
}

function weightOf({ project, moduleId }: TestSpecification): { rank: number; size: number } {
  const text = readFileSync(moduleId, 'utf8')
  const usesHosts = /from '(?:\.\.\/)+lab\//.test(text)
  return { rank: project.name === 'end-to-end' ? 0 : usesHosts ? 1 : 2, size: text.length }
}

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    testTimeout: 40_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ['tests/seed.ts'],
    globalSetup: ['tests/lab/lab-server.ts'],
    maxWorkers: WORKERS,
    // Files share one registry of modules: importing them again for each took a tenth of the suite's processor time.
    isolate: false,
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.test.ts'],
          exclude: [...END_TO_END, ...MEASUREMENTS],
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: END_TO_END,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: { name: 'measurements', include: MEASUREMENTS, isolate: true },
      },
    ],
  },
})
