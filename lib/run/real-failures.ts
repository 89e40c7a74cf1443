import type { FailedTask } from '@/lib/contract/run'

/** Failures that were neither ignored nor rescued. The first is usually the cause of the rest. */
export const realFailures = (failures: readonly FailedTask[]): FailedTask[] =>
  failures.filter(({ ignored, rescued }) => !ignored && !rescued)
