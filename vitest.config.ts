import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that drive whole programs: the command line and the pages, with installs on practice hosts. */
const END_TO_END = /\/tests\/(?:lab|cli|browser)\//
/** One more than two cores, since many tests wait for SSH and processes. */
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

function weightOf({ moduleId }: TestSpecification): { rank: number; size: number } {
  const text = readFileSync(moduleId, 'utf8')
  const usesHosts = /from '(?:\.\.\/)+lab\//.test(text)
  return { rank: END_TO_END.test(moduleId) ? 0 : usesHosts ? 1 : 2, size: text.length }
}

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['tests/**/*.test.ts'],
    // For installs on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ['tests/seed.ts'],
    globalSetup: ['tests/lab/lab-server.ts'],
    maxWorkers: WORKERS,
    // Files share one registry of modules: importing them again for each took a tenth of the suite's processor time. Another
    // project would have workers of its own, which import them again too.
    isolate: false,
    retry: 0,
    sequence: { sequencer: LongestFirst },
  },
})
