/**
 * Sets a fixed seed for generated tests, so that a failure is reproducible; `FC_SEED=$RANDOM npm test` uses another.
 */
import fc from 'fast-check'

export const SEED = Number(process.env.FC_SEED ?? 20_261_123)

fc.configureGlobal({ seed: SEED })
