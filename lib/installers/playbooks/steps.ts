/** Steps that run playbooks with an Ansible of the release's own. */
import { ansibleEnvironmentPath } from '@/lib/ansible/prepare/environment'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { renderPreparation } from '@/lib/ansible/prepare/prepare-script'
import { quote } from '@/lib/ansible/prepare/shell'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Step } from '../installer'

/** Creates the environment, or uses it again. */
export function prepareStep(plan: PreparationPlan): Step {
  return { workingDirectory: '', ...renderPreparation(plan) }
}

/** Ansible's own default is 5, which makes a large cluster slow. More than 50 exceed the limits of one taskbox. */
const [MIN_FORKS, MAX_FORKS] = [5, 50]

/** On how many hosts a playbook runs a task at the same time. */
export const forksFor = (hosts: number): number => Math.min(MAX_FORKS, Math.max(MIN_FORKS, hosts))

/** @param playbook and inventory relative to the source */
export function playbookStep(
  { hosts }: Cluster,
  environment: string,
  { playbook, inventory }: { playbook: string; inventory: string },
): Step {
  return {
    workingDirectory: '',
    // The fact cache is of this run alone: in /tmp, clusters with equal host names would share it.
    command: `. ${ansibleEnvironmentPath(environment)}/bin/activate
export ANSIBLE_CACHE_PLUGIN_CONNECTION="$TASKBOX_JOB/facts"
ansible-playbook -i ${quote(inventory)} -b ${quote(playbook)}`,
    environment: {
      ANSIBLE_FORKS: String(forksFor(hosts.length)),
      // With the 300 s of Kubespray's ansible.cfg, a host that is down looks like a hang.
      ANSIBLE_TIMEOUT: '60',
    },
  }
}
