import { describe, expect, it } from 'vitest'
import { answerAtLine } from '@/components/run/log/line-text'
import { createSearch, occurrences } from '@/components/run/log/search'

describe('what was found in the log', () => {
  it('leads on from the line that is looked at before all of the log was looked through', () => {
    const search = createSearch(100)
    expect(search.from(100)).toBeUndefined()
    search.takeBehind({ through: 500, lines: [120, 300] })
    expect([search.from(100), search.from(121), search.count]).toEqual([0, 1, 2])
    expect(search.line(1)).toBe(300)
    expect(search.from(301)).toBeUndefined()
  })

  it('is in the order of the lines once all is known, and starts over after the last', () => {
    const search = createSearch(100)
    search.takeBehind({ through: 500, lines: [120, 300] })
    search.takeBefore({ through: 100, lines: [3, 8] })
    search.done()
    expect([0, 1, 2, 3].map(search.line)).toEqual([3, 8, 120, 300])
    expect([0, 4, 9, 121, 301].map(search.from)).toEqual([0, 1, 2, 3, 0])
  })

  it('starts over as soon as the first line of all is known', () => {
    const search = createSearch(100)
    search.takeBehind({ through: 500, lines: [120] })
    expect([search.from(121), search.from(4)]).toEqual([undefined, undefined])
    search.takeBefore({ through: 50, lines: [3, 8] })
    expect([121, 4, 9].map(search.from)).toEqual([0, 1, undefined])
  })

  it('counts what comes later as well', () => {
    const search = createSearch(0)
    search.takeBehind({ through: 10, lines: [1] })
    search.done()
    search.takeBehind({ through: 20, lines: [15] })
    expect([search.count, search.through, search.from(2)]).toEqual([2, 20, 1])
  })

  it('knows every place in a line', () => {
    expect(occurrences('aXaxA', 'a')).toEqual([0, 2, 4])
    expect(occurrences('aaaa', 'aa')).toEqual([0, 2])
    expect(occurrences('x', '')).toEqual([])
  })
})

describe('an answer in the log', () => {
  const answers = [
    { question: 'Please input an option: ', answer: '2', by: 'taskbox' as const, at: 0 },
    { question: 'Go on? (yes/no) ', answer: '', by: 'user' as const, at: 0 },
  ]

  it('is marked at its question, echo, colours and all', () => {
    const by = (raw: string) => answerAtLine({ raw, colours: '' }, answers)
    expect(by('menu')).toBeUndefined()
    expect(by('\u001b[1mPlease input an option:\u001b[0m 2\r')).toBe('taskbox')
    expect(by('Go on? (yes/no) yes')).toBe('user')
  })
})
