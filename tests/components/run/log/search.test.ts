import { describe, expect, it } from 'vitest'
import { createAnswerMarks } from '@/components/run/log/answers'
import { createLogLines } from '@/components/run/log/log-lines'
import { createSearch, matchFrom, occurrences } from '@/components/run/log/search'

function linesOf(text: string) {
  const lines = createLogLines()
  lines.take(0, new TextEncoder().encode(text))
  return lines
}

describe('a search in the log', () => {
  it('finds lines whatever their case, over colours and rewritten text', () => {
    const lines = linesOf('x\n\u001b[31mfa\u001b[0mtal: x\nFATAL\rother\nFatal\n')
    const search = createSearch(lines, 'fatal')
    expect(search.advance(1000)).toBe(true)
    expect(search.matches).toEqual([1, 3])
  })

  it('looks at a slice at a time and goes on where it stopped', () => {
    const lines = linesOf('match\n'.repeat(1000))
    let clock = 0
    const search = createSearch(lines, 'match', () => clock++)
    search.advance(2)
    expect(search.matches.length).toBeLessThan(1000)
    expect(search.done).toBe(false)
    while (!search.done) search.advance(2)
    expect(search.matches).toHaveLength(1000)
  })

  it('finds what comes later as well', () => {
    const lines = linesOf('one\n')
    const search = createSearch(lines, 'two')
    expect(search.advance(1000)).toBe(false)
    lines.take(lines.offset, new TextEncoder().encode('two\n'))
    expect(search.advance(1000)).toBe(true)
    expect(search.matches).toEqual([1])
  })

  it('starts with the match nearest below, and after the last one over', () => {
    expect(matchFrom([3, 8, 20], 4)).toBe(1)
    expect(matchFrom([3, 8, 20], 8)).toBe(1)
    expect(matchFrom([3, 8, 20], 21)).toBe(0)
  })

  it('knows every place in a line', () => {
    expect(occurrences('aXaxA', 'a')).toEqual([0, 2, 4])
    expect(occurrences('aaaa', 'aa')).toEqual([0, 2])
    expect(occurrences('x', '')).toEqual([])
  })
})

describe('answers in the log', () => {
  const at = 0
  it('are marked at their questions, in order, each once', () => {
    const lines = linesOf('menu\nPlease input an option: 2\nPlease input an option: 2\nGo on? (yes/no) yes\n')
    const marks = createAnswerMarks(lines)
    marks.update([
      { question: 'Please input an option: ', answer: '2', by: 'taskbox', at },
      { question: 'Go on? (yes/no) ', answer: '', by: 'user', at },
    ])
    expect([...marks.marks].map(([line, { by }]) => [line, by])).toEqual([
      [1, 'taskbox'],
      [3, 'user'],
    ])
  })

  it('are found when the answer is told before its line is there', () => {
    const lines = linesOf('Go on? ')
    const marks = createAnswerMarks(lines)
    const answers = [{ question: 'Go on? ', answer: 'yes', by: 'taskbox' as const, at }]
    marks.update(answers)
    expect(marks.marks.size).toBe(0)
    lines.take(lines.offset, new TextEncoder().encode('yes\n'))
    marks.update(answers)
    expect([...marks.marks.keys()]).toEqual([0])
  })
})
