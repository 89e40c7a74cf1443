/** Options that the releases share. */
import type { ReleaseOptions } from '@/lib/cluster/release-options'

export const COMMON_OPTIONS = {
  installer: 'kubesphere',
  modes: ['multi-node', 'all-in-one'],
  // Without one, the other control planes would not be found (guide to high availability).
  loadBalancer: 'required',
  sections: [],
} as const satisfies Partial<ReleaseOptions>
