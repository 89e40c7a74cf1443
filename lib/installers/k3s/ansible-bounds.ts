import type { AnsibleBounds } from '@/lib/ansible/prepare/plan'
import type { SourceFacts } from '@/lib/cluster/draft/draft'

/** The first version after the newest one that the playbooks were seen to work with. */
const BELOW = '2.20.0'

/** The versions of ansible-core for a checkout, which states the oldest. */
export function ansibleBounds(facts: SourceFacts | undefined): AnsibleBounds & { below: string } {
  return { from: facts?.ansible?.[0] ?? '2.15.0', below: BELOW }
}
