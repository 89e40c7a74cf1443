import { expect, it } from 'vitest'
import { locale } from '@/lib/checks/catalogue/taskbox/locale'
import { taskbox } from '@/lib/checks/catalogue/taskbox/taskbox'
import { cluster, context, host, probeResult, summarize } from '../../fixtures'
import { k3sContext, kubesprayContext } from '../../releases'

const PYTHON = 'python /usr/bin/python3.11 (3.11.2)'
const NO_PYTHON = 'found /usr/bin/python3 (3.6.8)\nhint as root, run: dnf install -y python3.11'

function results(
  preparation: string,
  checkContext = kubesprayContext(),
  tools = 'python3\nsshpass\nansible none',
) {
  const probe = probeResult({ preparation, tools })
  return taskbox.onTaskbox?.(probe, checkContext) ?? []
}

it.each([
  [`free 9000000 /var/lib\n${PYTHON}\ncomplete`, ['pass preparable']],
  [`prepared /var/lib/x\nfree 1 /var/lib\n${NO_PYTHON}\ncomplete`, ['pass prepared']],
  [`free 9000000 /var/lib\n${NO_PYTHON}\ncomplete`, ['fail preparePython']],
  [`free 100000 /var/lib\n${PYTHON}\ncomplete`, ['fail prepareSpace']],
  [`free 9000000 /var/lib\n${PYTHON}`, ['unknown unread']],
  ['complete', ['unknown unread']],
])('a release without Ansible, with %j: %j', (text, expected) => {
  expect(summarize(results(text))).toEqual(expected)
})

it('names the Pythons that were found, and how to install one', () => {
  expect(results(`free 9000000 /var/lib\n${NO_PYTHON}\ncomplete`)).toMatchObject([
    {
      facts: {
        ansible: 'Ansible 2.17',
        found: '/usr/bin/python3 (3.6.8)',
        hint: 'as root, run: dnf install -y python3.11',
        oldest: '3.10',
        newest: '3.12',
      },
    },
  ])
})

it('a missing folder of wheels fails', () => {
  const checkContext = kubesprayContext({ python_wheelhouse: '/opt/wheels' })
  expect(summarize(results(`wheels missing\n${PYTHON}\ncomplete`, checkContext))).toEqual(['fail wheels'])
})

it('sshpass is needed for passwords where the prepared Ansible cannot do without, whatever the taskbox has', () => {
  const tools = 'python3\nansible [core 2.19.1]'
  const text = `${PYTHON}\ncomplete`
  const withPassword = {
    ...kubesprayContext(),
    cluster: { ...kubesprayContext().cluster, hosts: [host('node1')] },
  }
  expect(summarize(results(text, withPassword, tools))).toEqual(['fail sshpass'])
  expect(summarize(results(text, k3sContext(), tools))).toEqual(['warn sshpass'])
})

it('an Ansible of the taskbox does not matter for a release that prepares its own', () => {
  const tools = 'python3\nsshpass\nansible 2.4.0'
  expect(summarize(results(`${PYTHON}\ncomplete`, kubesprayContext(), tools))).toEqual(['pass preparable'])
  const probe = probeResult({ locales: 'C\nPOSIX', tools })
  expect(summarize(locale.onTaskbox?.(probe, kubesprayContext()) ?? [])).toEqual(['fail refused'])
  const kubesphere = { ...context(), cluster: cluster([]) }
  expect(summarize(locale.onTaskbox?.(probe, kubesphere) ?? [])).toEqual(['warn missing'])
})
