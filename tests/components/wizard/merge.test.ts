import { describe, expect, it } from 'vitest'
import { merge } from '@/components/wizard/merge'
import { KEPT_SECRET } from '@/lib/cluster/draft'

const host = (id: string, part: object = {}) => ({ id, name: id, address: '', roles: ['node'], ...part })

describe('taking over what another tab changed', () => {
  it('takes what was not touched here', () => {
    expect(merge({ a: '1', b: '1' }, { a: '1', b: '1' }, { a: '1', b: '2' })).toEqual({ a: '1', b: '2' })
  })

  it('never overwrites what is being typed here', () => {
    expect(merge({ a: '1' }, { a: 'typed' }, { a: 'theirs' })).toEqual({ a: 'typed' })
  })

  it('joins changes of different fields', () => {
    expect(merge({ a: '1', b: '1' }, { a: 'mine', b: '1' }, { a: '1', b: 'theirs' })).toEqual({
      a: 'mine',
      b: 'theirs',
    })
  })

  it('matches hosts by their id, wherever they stand', () => {
    const base = [host('h1'), host('h2')]
    const mine = [host('h1', { name: 'typed' }), host('h2')]
    const theirs = [host('h2', { hostKey: 'SHA256:x' }), host('h1')]
    expect(merge(base, mine, theirs)).toEqual([
      host('h1', { name: 'typed' }),
      host('h2', { hostKey: 'SHA256:x' }),
    ])
  })

  it('adds a host that was added there and drops one that was removed there', () => {
    const base = [host('h1'), host('h2')]
    expect(merge(base, [host('h1', { name: 'typed' }), host('h2')], [host('h1'), host('h3')])).toEqual([
      host('h1', { name: 'typed' }),
      host('h3'),
    ])
  })

  it('keeps a host that was removed there while somebody types into it here', () => {
    const mine = [host('h1'), host('h2', { name: 'typed' })]
    expect(merge([host('h1'), host('h2')], mine, [host('h1')])).toEqual(mine)
  })

  it('does not bring back a host that was removed here', () => {
    const base = [host('h1'), host('h2')]
    expect(merge(base, [host('h1')], [host('h1', { name: 'theirs' }), host('h2')])).toEqual([
      host('h1', { name: 'theirs' }),
    ])
  })

  it('lets a secret go into the server’s keeping, but not one that is typed anew', () => {
    expect(merge({ password: 'a' }, { password: 'a' }, { password: KEPT_SECRET })).toEqual({
      password: KEPT_SECRET,
    })
    expect(merge({ password: 'a' }, { password: 'ab' }, { password: KEPT_SECRET })).toEqual({
      password: 'ab',
    })
  })
})
