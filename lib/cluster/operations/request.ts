/** What can be done to a cluster, and what a person asks for. Hosts are given by their names. */
import { z } from 'zod'

export const OPERATION_IDS = ['install', 'add-hosts', 'remove-hosts', 'upgrade', 'reset'] as const
export type OperationId = (typeof OPERATION_IDS)[number]

const hostNames = z.array(z.string().min(1).max(253)).min(1).max(2000)

export const operationRequest = z.discriminatedUnion('id', [
  z.object({ id: z.literal('install') }),
  /** Hosts of the configuration that are not part of the cluster yet. */
  z.object({ id: z.literal('add-hosts'), hosts: hostNames }),
  /** `dead`: those of the hosts that do not answer. Nothing can be deleted on them. */
  z.object({ id: z.literal('remove-hosts'), hosts: hostNames, dead: z.array(z.string()).default([]) }),
  /** To the version that the configuration names, from this one, such as `v1.32.5`. */
  z.object({ id: z.literal('upgrade'), from: z.string().max(64) }),
  z.object({ id: z.literal('reset') }),
])
export type OperationRequest = z.infer<typeof operationRequest>

export const INSTALL: OperationRequest = { id: 'install' }

/** Operations that delete data on hosts. */
export const DESTRUCTIVE_OPERATIONS: ReadonlySet<OperationId> = new Set(['remove-hosts', 'reset'])
/** Operations that set up hosts. Checks of hosts that run a cluster would find its ports and programs. */
export const CHECKED_OPERATIONS: ReadonlySet<OperationId> = new Set(['install', 'add-hosts'])
