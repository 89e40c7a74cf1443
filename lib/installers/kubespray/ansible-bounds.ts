import type { AnsibleBounds } from '@/lib/ansible/prepare/plan'
import type { SourceFacts } from '@/lib/cluster/draft/draft'

/** The versions of ansible-core that a checkout asserts. */
export function ansibleBounds(facts: SourceFacts | undefined): AnsibleBounds {
  const [from = '', below = ''] = facts?.ansible ?? []
  return { from, below }
}
