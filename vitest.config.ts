import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Whole installs on practice hosts: one file at a time, since each of them fills the machine. */
const WHOLE = ['tests/lab/**/*.test.ts', 'tests/cli/**/*.test.ts', 'tests/browser/**/*.test.ts']

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    testTimeout: 40_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ['tests/seed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
          exclude: WHOLE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: WHOLE,
          maxWorkers: 1,
          // Real programs on a machine that may be busy: what fails once is tried once more, and told as flaky.
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
