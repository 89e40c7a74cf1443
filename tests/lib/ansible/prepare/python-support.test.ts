import { describe, expect, it } from 'vitest'
import { ansibleName } from '@/lib/ansible/prepare/plan'
import { hostPythons, KNOWN_PYTHONS, supportedPythons } from '@/lib/ansible/prepare/python-support'

describe('the Python versions for Ansible', () => {
  // The bounds of Kubespray 2.23 to 2.31, and one release of ansible-core for each row of the support matrix.
  it.each([
    ['2.14.0', '2.15.0', '3.9', '3.11'],
    ['2.15.5', '2.17.0', '3.10', '3.11'],
    ['2.16.4', '2.17.0', '3.10', '3.12'],
    ['2.17.3', '2.18.0', '3.10', '3.12'],
    ['2.18.0', '2.19.0', '3.11', '3.13'],
    ['2.19.0', '2.20.0', '3.11', '3.13'],
    ['2.20.0', '2.21.0', '3.12', '3.14'],
  ])('%s to below %s are %s to %s', (from, below, oldest, newest) => {
    expect(supportedPythons({ from, below }, 'every')).toEqual({ oldest, newest })
  })

  it('are those of any version if pip chooses the version', () => {
    expect(supportedPythons({ from: '2.15.0' }, 'some')).toEqual({ oldest: '3.9', newest: '3.14' })
    expect(supportedPythons({ from: '2.15.5', below: '2.17.0' }, 'some')).toEqual({
      oldest: '3.9',
      newest: '3.12',
    })
  })

  it('do not include a version at which the bounds end', () => {
    expect(supportedPythons({ from: '2.16.0', below: '2.18' }, 'some')?.newest).toBe('3.12')
    expect(supportedPythons({ from: '2.16.0', below: '2.18.1' }, 'some')?.newest).toBe('3.13')
  })

  it('are those of the table without bounds', () => {
    expect(supportedPythons({ from: '2.12.0' }, 'some')).toEqual(KNOWN_PYTHONS)
  })

  it('are unknown before ansible-core 2.12', () => {
    expect(supportedPythons({ from: '2.9.0', below: '2.15.0' }, 'every')).toBeUndefined()
    expect(supportedPythons({ from: '2.9.0', below: '2.10.0' }, 'some')).toBeUndefined()
  })

  it('are undefined if no Python runs all versions', () => {
    expect(supportedPythons({ from: '2.15.0' }, 'every')).toBeUndefined()
  })
})

it.each([
  [{ from: '2.18.0', below: '2.19.0' }, 'Ansible 2.18'],
  [{ from: '2.17.3', below: '2.18' }, 'Ansible 2.17'],
  [{ from: '2.15.5', below: '2.17.0' }, 'Ansible 2.15.5 or newer and older than 2.17.0'],
  [{ from: '2.15' }, 'Ansible 2.15 or newer'],
])('%o are called %s', (bounds, name) => {
  expect(ansibleName(bounds)).toBe(name)
})

it.each([
  ['2.14.0', '2.15.0', '3.5', '3.5', true],
  ['2.15.5', '2.17.0', '3.5', '3.6', true],
  ['2.17.3', '2.18.0', '3.7', '3.7', false],
  ['2.18.0', '2.19.0', '3.8', '3.8', false],
  ['2.15.0', '2.20.0', '3.5', '3.8', false],
  ['2.20.0', undefined, '3.9', '3.9', false],
])(
  'hosts for ansible-core from %s below %s need Python %s to %s',
  (from, below, oldest, newest, supportsPython2) => {
    expect(hostPythons({ from, ...(below && { below }) })).toEqual({ oldest, newest, supportsPython2 })
  },
)
