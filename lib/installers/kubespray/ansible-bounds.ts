import type { AnsibleBounds } from '@/lib/ansible/prepare/plan'
import type { SourceFacts } from '@/lib/cluster/draft/draft'

/** The oldest version of ansible-core that 2.23 asserts, the oldest release that Taskbox supports. */
export const OLDEST_ANSIBLE = '2.14.0'

/** The versions of ansible-core that a checkout asserts. An adopted run may lack its facts: any version then. */
export function ansibleBounds(facts: SourceFacts | undefined): AnsibleBounds {
  const [from = OLDEST_ANSIBLE, below] = facts?.ansible ?? []
  return below === undefined ? { from } : { from, below }
}
