import { describe, expect, it } from 'vitest'
import { python } from '@/lib/checks/catalogue/software/python'
import { evaluate, probeResult, systemText } from '../../fixtures'

const ubuntu = systemText('ubuntu', '18.04')
const text = (...lines: string[]) => [...lines, 'complete'].join('\n')

describe('Python', () => {
  it('of any version passes if the package manager does not need it', () => {
    expect(evaluate(python, probeResult({ os: ubuntu, python: text('program python3') }))).toEqual([
      'pass there',
    ])
    expect(evaluate(python, probeResult({ os: ubuntu, python: text() }))).toEqual(['warn none'])
  })
  it('must be Python 2 for yum, with the name python', () => {
    expect(evaluate(python, probeResult())).toEqual(['pass there'])
    expect(evaluate(python, probeResult({ python: text('program /usr/libexec/platform-python') }))).toEqual([
      'fail two',
    ])
    expect(
      evaluate(python, probeResult({ python: text('program python2', 'program python', 'Python 3.6.8') })),
    ).toEqual(['fail three'])
  })
  it('is unknown without the item', () => {
    expect(evaluate(python, probeResult({ python: 'program python3' }))).toEqual(['unknown unread'])
    expect(evaluate(python, probeResult({ python: undefined }))).toEqual(['unknown unread'])
  })
})
