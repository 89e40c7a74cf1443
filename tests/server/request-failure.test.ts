import { describe, expect, it, vi } from 'vitest'
import { MachineFailure } from '@/server/machine/machine'
import { RequestFailure, toFailure } from '@/server/request-failure'

const never = () => {
  throw new Error('not expected')
}

describe('the failure for an error', () => {
  it('has its kind and facts', () => {
    expect(toFailure(new RequestFailure('conflict', { what: 'start' }), never)).toEqual({
      kind: 'conflict',
      facts: { what: 'start' },
    })
    expect(toFailure(new MachineFailure('refused', { machine: 'a@b:22' }), never)).toEqual({
      kind: 'refused',
      facts: { machine: 'a@b:22', reason: 'other' },
    })
  })

  it('is internal for an unknown error, which goes to the log', () => {
    const log = vi.fn()
    const error = new Error('secret')
    expect(toFailure(error, log)).toEqual({ kind: 'internal', facts: {} })
    expect(log).toHaveBeenCalledWith(error)
  })
})
