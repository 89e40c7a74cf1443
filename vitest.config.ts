import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that drive whole programs: the command line and the pages, with installs on practice hosts. */
const END_TO_END = ['tests/lab/**/*.test.ts', 'tests/cli/**/*.test.ts', 'tests/browser/**/*.test.ts']
/** Pure functions and components: no module of theirs keeps state, so their files share one registry of modules. */
const PURE = ['tests/lib/**/*.test.ts', 'tests/components/**/*.test.{ts,tsx}']
/** All kinds of tests share them. More need more than two cores. */
const WORKERS = 2

/** End-to-end tests first, large files before small ones, so that both workers end at about the same time. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = ['end-to-end', 'parts', 'pure']
    const rank = ({ project }: TestSpecification) => order.indexOf(project.name)
    const size = ({ moduleId }: TestSpecification) => statSync(moduleId).size
    return [...files].sort((one, other) => rank(one) - rank(other) || size(other) - size(one))
  }
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
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.test.ts'],
          exclude: [...END_TO_END, ...PURE],
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
    ],
  },
})
