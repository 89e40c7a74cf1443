import { describe, expect, it } from 'vitest'
import { python } from '@/lib/checks/catalogue/software/python'
import { evaluate, probeResult, systemText } from '../../fixtures'
import { k3sContext, kubesprayContext } from '../../releases'

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
  it.each([
    // Ansible 2.17
    [kubesprayContext(), ['program python3', 'version 3.11'], ['pass there']],
    [kubesprayContext(), ['program python3', 'version 3.6.9'], ['fail old']],
    [kubesprayContext(), ['program python3', 'version 3.12', 'version 3.6'], ['pass there']],
    [kubesprayContext(), ['program python', 'program python2'], ['fail old']],
    [kubesprayContext(), ['program python3', 'version 3.12', 'platform 3.6'], ['fail platform']],
    [kubesprayContext(), ['program python3', 'version 3.9', 'platform 3.9'], ['pass there']],
    [kubesprayContext(), [], ['warn none']],
    // Ansible 2.15 to 2.19, by the Python of the taskbox
    [k3sContext(), ['program python3', 'version 3.7'], ['warn old']],
    [k3sContext(), ['program python3', 'version 3.8'], ['pass there']],
  ])('%#: on a host with %j', (checkContext, lines, expected) => {
    expect(evaluate(python, probeResult({ os: ubuntu, python: text(...lines) }), checkContext)).toEqual(
      expected,
    )
  })
  it('is unknown without the item', () => {
    expect(evaluate(python, probeResult({ python: 'program python3' }))).toEqual(['unknown unread'])
    expect(evaluate(python, probeResult({ python: undefined }))).toEqual(['unknown unread'])
  })
})
