import { type AnsibleBounds, ansibleName } from '@/lib/ansible/prepare/plan'
import { hostPythons } from '@/lib/ansible/prepare/python-support'
import type { HostPython } from '../installer'

/** What a release with an Ansible of its own needs on hosts. */
export function hostPythonFor(bounds: AnsibleBounds): HostPython {
  const { oldest, newest, supportsPython2 } = hostPythons(bounds)
  return { oldest, recommended: newest, supportsPython2, ansible: ansibleName(bounds) }
}
