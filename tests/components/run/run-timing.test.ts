import { expect, it } from 'vitest'
import { formatElapsed } from '@/components/run/run-timing'

it('shows elapsed time, and zero for a negative one', () => {
  expect([0, 61_000, 3_723_000, -5].map(formatElapsed)).toEqual(['0:00', '1:01', '1:02:03', '0:00'])
})
