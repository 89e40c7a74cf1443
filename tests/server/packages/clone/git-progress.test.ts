import { expect, it } from 'vitest'
import { type CloneProgress, progressParser } from '@/server/packages/clone/git-progress'

/** Real output of `git fetch --progress` over https. */
const OUTPUT = [
  'remote: Enumerating objects: 1846, done.        \n',
  'remote: Counting objects:   0% (1/1846)        \r',
  'remote: Counting objects: 100% (1846/1846), done.        \n',
  'remote: Compressing objects:  50% (700/1400)        \r',
  'Receiving objects:   7% (130/1846)\rReceiving objects:   8% (148/1846), 1.20 MiB | 2.39 MiB/s\r',
  'Receiving objects: 100% (1846/1846), 2.14 MiB | 2.40 MiB/s, done.\n',
  'Resolving deltas: 100% (310/310), done.\n',
  'From https://git.example.com/installer\n * tag  v1.0 -> FETCH_HEAD\n',
].join('')

it('the progress of git is parsed, wherever its output is divided', () => {
  for (const size of [1, 7, 80, OUTPUT.length]) {
    const progress: CloneProgress[] = []
    const parse = progressParser((one) => progress.push(one))
    for (let at = 0; at < OUTPUT.length; at += size) parse(OUTPUT.slice(at, at + size))
    expect(progress.at(-1)).toEqual({ phase: 'receiving', percent: 100 })
    if (size === 1)
      expect(progress.map(({ phase, percent }) => `${phase} ${percent}`)).toEqual([
        'preparing 0',
        'preparing 100',
        'preparing 50',
        'receiving 7',
        'receiving 8',
        'receiving 100',
        'receiving 100',
      ])
  }
})

it('other output is no progress', () => {
  const progress: CloneProgress[] = []
  progressParser((one) => progress.push(one))(
    `${'Receiving objects: '.repeat(1000)}\nReceiving 5% x\nfatal: x\n`,
  )
  expect(progress).toEqual([])
})
