import { describe, expect, it, vi } from 'vitest'
import { MachineFailure } from '@/server/machine/machine'
import { RequestFailure, toFailure } from '@/server/request-failure'

const never = () => {
  throw new Error('not expected')
}

describe('what a caller is told of an error', () => {
  it('is a failure in its closed words', () => {
    expect(toFailure(new RequestFailure('conflict', { what: 'start' }), never)).toEqual({
      kind: 'conflict',
      facts: { what: 'start' },
    })
    expect(toFailure(new MachineFailure('refused', { machine: 'a@b:22' }), never)).toEqual({
      kind: 'refused',
      facts: { machine: 'a@b:22', reason: 'other' },
    })
  })

  it('is the same for a failure out of another copy of the module, as Next makes one', async () => {
    vi.resetModules()
    const copies = await Promise.all([import('@/server/request-failure'), import('@/server/machine/machine')])
    const [{ RequestFailure: OtherRequest }, { MachineFailure: OtherMachine }] = copies
    expect(OtherRequest).not.toBe(RequestFailure)
    expect(toFailure(new OtherRequest('not-found'), never).kind).toBe('not-found')
    expect(toFailure(new OtherMachine('dns'), never).kind).toBe('dns')
  })

  it('is nothing of an error that is none of them; that goes to the log', () => {
    const log = vi.fn()
    const error = new Error('secret')
    expect(toFailure(error, log)).toEqual({ kind: 'internal', facts: {} })
    expect(log).toHaveBeenCalledWith(error)
  })
})
