/** Drafts of practice clusters whose release is read from a checkout on the practice taskbox. */
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { readClusterFile } from '@/lib/cluster/file/read'
import { findRelease, installers } from '@/lib/installers/registry'
import { selectSource } from '@/lib/installers/select-release'
import type { Engine } from '../engine'
import { withMachine } from '../machine/with-machine'
import { detectPackage } from '../packages/detect'
import { RequestFailure } from '../request-failure'
import { unmetChecks } from '../sandbox/cluster'
import type { Sandbox } from '../sandbox/sandbox'
import { installCheckout } from '../sandbox/sources/checkout'
import { type CheckoutPlan, checkoutCluster } from '../sandbox/sources/checkout-cluster'
import { installWheels } from '../sandbox/sources/wheels'

/** Those of both checkouts. The taskbox has no internet access, so they come from this machine's package index. */
const REQUIREMENTS = ['ansible-core>=2.18.0,<2.19.0', 'netaddr']

/** Resolves with their folder on the taskbox; undefined if this machine cannot download them. Never throws. */
export async function preparePackages(
  { hosts }: Pick<Sandbox, 'hosts'>,
  onProgress: (text: string) => void,
): Promise<string | undefined> {
  return installWheels(hosts[0], REQUIREMENTS, onProgress).catch((error: unknown) => {
    onProgress(String(error))
    return undefined
  })
}

/** Throws `practice-unavailable` without the Python packages. */
export async function checkoutDraft(
  engine: Pick<Engine, 'machines'>,
  sandbox: Sandbox,
  plan: CheckoutPlan,
  wheels: string | undefined,
): Promise<Draft> {
  if (wheels === undefined) throw new RequestFailure('practice-unavailable')
  const folder = await installCheckout(sandbox, plan.checkout)
  const { draft } = readClusterFile(JSON.stringify(checkoutCluster(sandbox, plan, { folder, wheels })))
  const found = await withMachine(engine.machines.taskbox(toCluster(draft).taskbox), (machine) =>
    detectPackage(machine, folder, installers),
  )
  const detected = { ...draft, ...selectSource(draft, found) }
  const release = findRelease(detected.installer, detected.settings)
  const downloads = { check: 'downloads', reason: 'practice host: the checkout contains its files' } as const
  const unmet = [...(release ? unmetChecks(sandbox, release, 'multi-node') : []), downloads]
  return { ...detected, waivers: unmet.map(({ check, reason }) => ({ check, host: '', reason })) }
}
