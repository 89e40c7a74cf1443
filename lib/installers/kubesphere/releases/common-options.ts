/** Options that the releases share. */
import { ROLES } from '@/lib/cluster/draft/draft'
import type { ReleaseOptions } from '@/lib/cluster/release-options'

export const COMMON_OPTIONS = {
  installer: 'kubesphere',
  modes: ['multi-node', 'all-in-one'],
  roles: ROLES,
  usesDocker: true,
  runsOnHost: true,
  // Without one, the other control planes would not be found (guide to high availability).
  loadBalancer: 'required',
  // Its Kubernetes is older than dual stack (1.16), and its playbooks have no variables for IPv6 networks.
  families: ['ipv4'],
  sections: [],
} as const satisfies Partial<ReleaseOptions>
