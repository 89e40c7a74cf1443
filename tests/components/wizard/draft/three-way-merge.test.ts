import { describe, expect, it } from 'vitest'
import { mergeThreeWay, revertRows } from '@/components/wizard/draft/three-way-merge'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'

const host = (id: string, part: object = {}) => ({ id, name: id, address: '', roles: ['node'], ...part })

describe('merging a remote change', () => {
  it('updates unedited values', () => {
    expect(mergeThreeWay({ a: '1', b: '1' }, { a: '1', b: '1' }, { a: '1', b: '2' })).toEqual({
      a: '1',
      b: '2',
    })
  })

  it('never overwrites local edits', () => {
    expect(mergeThreeWay({ a: '1' }, { a: 'typed' }, { a: 'theirs' })).toEqual({ a: 'typed' })
  })

  it('merges changes of different fields', () => {
    expect(mergeThreeWay({ a: '1', b: '1' }, { a: 'mine', b: '1' }, { a: '1', b: 'theirs' })).toEqual({
      a: 'mine',
      b: 'theirs',
    })
  })

  it('matches hosts by id in any order', () => {
    const base = [host('h1'), host('h2')]
    const local = [host('h1', { name: 'typed' }), host('h2')]
    const remote = [host('h2', { hostKey: 'SHA256:x' }), host('h1')]
    expect(mergeThreeWay(base, local, remote)).toEqual([
      host('h1', { name: 'typed' }),
      host('h2', { hostKey: 'SHA256:x' }),
    ])
  })

  it('adds and removes hosts that were added and removed remotely', () => {
    const base = [host('h1'), host('h2')]
    expect(
      mergeThreeWay(base, [host('h1', { name: 'typed' }), host('h2')], [host('h1'), host('h3')]),
    ).toEqual([host('h1', { name: 'typed' }), host('h3')])
  })

  it('does not remove a host with local edits', () => {
    const local = [host('h1'), host('h2', { name: 'typed' })]
    expect(mergeThreeWay([host('h1'), host('h2')], local, [host('h1')])).toEqual(local)
  })

  it('does not restore a locally removed host', () => {
    const base = [host('h1'), host('h2')]
    expect(mergeThreeWay(base, [host('h1')], [host('h1', { name: 'theirs' }), host('h2')])).toEqual([
      host('h1', { name: 'theirs' }),
    ])
  })

  it('replaces a stored secret by a placeholder, but not an edited one', () => {
    expect(mergeThreeWay({ password: 'a' }, { password: 'a' }, { password: SECRET_PLACEHOLDER })).toEqual({
      password: SECRET_PLACEHOLDER,
    })
    expect(mergeThreeWay({ password: 'a' }, { password: 'ab' }, { password: SECRET_PLACEHOLDER })).toEqual({
      password: 'ab',
    })
  })
})

describe('the undo of an edit', () => {
  const row = (id: string, name = id) => ({ id, name })

  it('restores removed rows in their places, and keeps rows and values that changed since', () => {
    const before = [row('a'), row('b'), row('c')]
    const now = [row('a'), row('c', 'renamed'), row('d')]
    expect(revertRows(before, [row('a'), row('c')], now)).toEqual([
      row('a'),
      row('b'),
      row('c', 'renamed'),
      row('d'),
    ])
  })

  it('removes added rows, unless they were edited since', () => {
    const after = [row('a'), row('b'), row('c')]
    expect(revertRows([row('a')], after, [row('a'), row('b'), row('c', 'edited')])).toEqual([
      row('a'),
      row('c', 'edited'),
    ])
  })
})
