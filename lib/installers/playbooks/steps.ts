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

/** A playbook to run. */
export interface Playbook {
  /** Relative to the source. */
  path: string
  /** Only on these hosts and groups; default: on all that the playbook names. */
  limit?: readonly string[]
  /** Extra variables. They are visible in the list of processes, so none may be secret. */
  variables?: Readonly<Record<string, string | number | boolean>>
}

/** @param inventory relative to the source */
export function playbookStep(
  { hosts }: Cluster,
  environment: string,
  inventory: string,
  { path, limit, variables }: Playbook,
): Step {
  const words = ['ansible-playbook', '-i', inventory, '-b']
  if (limit) words.push('--limit', limit.join(','))
  // As JSON: with KEY=VALUE, each value is a string, and 'false' counts as true.
  if (variables) words.push('-e', JSON.stringify(variables))
  return {
    workingDirectory: '',
    // The fact cache is of this run alone: in /tmp, clusters with equal host names would share it.
    command: `. ${ansibleEnvironmentPath(environment)}/bin/activate
export ANSIBLE_CACHE_PLUGIN_CONNECTION="$TASKBOX_JOB/facts"
${[...words, path].map(quote).join(' ')}`,
    environment: {
      ANSIBLE_FORKS: String(forksFor(hosts.length)),
      // With the 300 s of Kubespray's ansible.cfg, a host that is down looks like a hang.
      ANSIBLE_TIMEOUT: '60',
    },
  }
}
