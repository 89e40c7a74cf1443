import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { supportedPythons } from '@/lib/ansible/prepare/python-support'
import { FULL } from '../../../scale'
import { prepare, testFolder } from './preparations'

const TEN_MINUTES_MS = 600_000

/** The requirements of Kubespray 2.31.0. */
const KUBESPRAY = `ansible==11.13.0
# Needed for community.crypto module
cryptography==46.0.7
jmespath==1.1.0
netaddr==1.3.0
`

// 60 MB from PyPI, and half a gigabyte on disk.
describe.runIf(FULL)('a preparation from PyPI', () => {
  const folder = testFolder()
  it(
    'installs what Kubespray requires, and uses it again',
    async () => {
      const ansible = { from: '2.18.0', below: '2.19.0' }
      const python = supportedPythons(ansible, 'every')
      expect(python).toEqual({ oldest: '3.11', newest: '3.13' })
      await mkdir(folder('kubespray'))
      await writeFile(folder('kubespray', 'requirements.txt'), KUBESPRAY)
      const plan: PreparationPlan = {
        environment: 'kubespray-2.31.0',
        requirements: 'requirements.txt',
        ansible,
        python: python ?? { oldest: '', newest: '' },
        collections: ['ansible.posix', 'ansible.utils', 'community.general'],
        folder: folder('environments'),
      }
      const options = { cwd: folder('kubespray'), timeoutMs: TEN_MINUTES_MS }
      const first = await prepare(plan, options)
      expect([first.exitCode, first.failure, first.tasks.at(-1)]).toEqual([0, undefined, 'Verify Ansible'])
      const second = await prepare(plan, options)
      expect([second.exitCode, second.tasks.at(-1)]).toEqual([0, 'Look for a prepared environment'])
      const playbook = folder('environments', 'kubespray-2.31.0', 'bin', 'ansible-playbook')
      expect(execFileSync(playbook, ['--version'], { encoding: 'utf8' })).toMatch(/\[core 2\.18\.\d+\]/)
    },
    TEN_MINUTES_MS,
  )
})
