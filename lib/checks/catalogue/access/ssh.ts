/** Reports the result of the SSH login. */
import { MACHINE_FAILURES } from '@/lib/network/machine-failure'
import { defineCheck, pass, warn } from '../../define-check'

export const ssh = defineCheck({
  id: 'ssh',
  reasons: ['reached', 'noisy', ...MACHINE_FAILURES],
  sources: ['guide 1'],
  dependsOn: ['taskbox'],
  scope: 'host',
  probeItems: [],
  /** The login succeeded. Output of rc files breaks Ansible, which parses it as the result of a module. */
  perHost(_, { preamble }) {
    const [line = ''] = preamble.trim().split('\n')
    return [line ? warn('noisy', { output: line.slice(0, 80) }) : pass('reached')]
  },
})
