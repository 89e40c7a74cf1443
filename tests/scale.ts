/**
 * Sizes of the suite. `npm test` uses the small ones; `npm run test:full` sets `TASKBOX_TEST_SCALE=full` and runs the
 * same tests at full size.
 */
export const FULL = process.env.TASKBOX_TEST_SCALE === 'full'

/** Picks the size for this run. */
export const scaled = <T>(small: T, full: T): T => (FULL ? full : small)
