import { describe, expect, it } from 'vitest'
import { answerAtLine } from '@/components/run/log/rows/line-text'
import { createSearch, occurrences } from '@/components/run/log/search/search'

describe('the matches in a log', () => {
  it('are available from the start line on, before the search has finished', () => {
    const search = createSearch(100)
    expect(search.matchFrom(100)).toBeUndefined()
    search.addAfter({ through: 500, lines: [120, 300] })
    expect([search.matchFrom(100), search.matchFrom(121), search.count]).toEqual([0, 1, 2])
    expect(search.line(1)).toBe(300)
    expect(search.matchFrom(301)).toBeUndefined()
  })

  it('are in the order of the lines after the search, and wrap around after the last', () => {
    const search = createSearch(100)
    search.addAfter({ through: 500, lines: [120, 300] })
    search.addBefore({ through: 100, lines: [3, 8] })
    search.finish()
    expect([0, 1, 2, 3].map(search.line)).toEqual([3, 8, 120, 300])
    expect([0, 4, 9, 121, 301].map(search.matchFrom)).toEqual([0, 1, 2, 3, 0])
  })

  it('wrap around as soon as the first match is known', () => {
    const search = createSearch(100)
    search.addAfter({ through: 500, lines: [120] })
    expect([search.matchFrom(121), search.matchFrom(4)]).toEqual([undefined, undefined])
    search.addBefore({ through: 50, lines: [3, 8] })
    expect([121, 4, 9].map(search.matchFrom)).toEqual([0, 1, undefined])
  })

  it('include lines that were added after the search', () => {
    const search = createSearch(0)
    search.addAfter({ through: 10, lines: [1] })
    search.finish()
    search.addAfter({ through: 20, lines: [15] })
    expect([search.count, search.searchedTo, search.matchFrom(2)]).toEqual([2, 20, 1])
  })

  it('include every occurrence in a line', () => {
    expect(occurrences('aXaxA', 'a')).toEqual([0, 2, 4])
    expect(occurrences('aaaa', 'aa')).toEqual([0, 2])
    expect(occurrences('x', '')).toEqual([])
  })
})

describe('an answer in the log', () => {
  const answers = [
    { question: 'Please input an option: ', answer: '2', by: 'taskbox' as const, at: 0 },
    { question: 'Some output\nGo on? (yes/no) ', answer: '', by: 'user' as const, at: 0 },
  ]

  it('is marked at its prompt, with echo and colours', () => {
    const by = (raw: string) => answerAtLine({ raw, colours: '' }, answers)
    expect(by('menu')).toBeUndefined()
    expect(by('\u001b[1mPlease input an option:\u001b[0m 2\r')).toBe('taskbox')
    expect(by('Go on? (yes/no) yes')).toBe('user')
    expect(by('Some output')).toBeUndefined()
  })
})
