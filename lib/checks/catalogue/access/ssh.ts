/** The login itself: what the machine layer found out by trying. */
import { MACHINE_FAILURES } from '@/lib/contract/failure'
import { defineCheck, pass, warn } from '../../define-check'

export const ssh = defineCheck({
  id: 'ssh',
  reasons: ['reached', 'noisy', ...MACHINE_FAILURES],
  source: ['guide 1'],
  needs: ['taskbox'],
  scope: 'host',
  sections: [],
  /** The login came about; what rc files print in it confuses Ansible, which takes it for a module's answer. */
  host(_, { preamble }) {
    const [line = ''] = preamble.trim().split('\n')
    return [line ? warn('noisy', { output: line.slice(0, 80) }) : pass('reached')]
  },
})
