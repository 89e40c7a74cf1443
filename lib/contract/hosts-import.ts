/** The preview of an import of hosts. */
import { z } from 'zod'
import { draftPatch } from '@/lib/cluster/draft/draft'
import { FORMATS, UNREAD_REASONS } from '@/lib/cluster/import/imported'

const text = z.string()

export const hostsImport = z.object({
  /** The hosts and the shared bastion. */
  draft: draftPatch,
  format: z.enum(FORMATS),
  unread: z.array(z.object({ line: z.number(), text, reason: z.enum(UNREAD_REASONS), subject: text })),
  /** Paths of private keys by host id. */
  keys: z.record(text, text),
  settings: z
    .object({
      name: text,
      kubernetesVersion: text,
      plugin: text,
      podCidr: text,
      serviceCidr: text,
      containerRuntime: text,
      proxyMode: text,
      loadBalancerAddress: text,
      loadBalancerPort: text,
      loadBalancerDomain: text,
    })
    .partial(),
  groups: z.array(text),
})
export type HostsImport = z.infer<typeof hostsImport>
