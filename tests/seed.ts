/**
 * What generated tests start from: the same every time, so that a red run can be seen again; `FC_SEED=$RANDOM npm test`
 * tries others.
 */
import fc from 'fast-check'

export const SEED = Number(process.env.FC_SEED ?? 20_261_123)

fc.configureGlobal({ seed: SEED })
