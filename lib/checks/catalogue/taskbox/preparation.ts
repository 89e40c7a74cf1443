/** Evaluates whether the taskbox can prepare Ansible for a release that does not include it. */
import { ansibleName, type PreparationPlan } from '@/lib/ansible/prepare/plan'
import type { Cluster } from '@/lib/cluster/cluster'
import { findInstaller } from '@/lib/installers/registry'
import { compareVersions } from '@/lib/installers/versions'
import { type CheckResult, fail, pass, undetermined, warn } from '../../define-check'
import { minimumKib, toGib } from '../../format'
import type { PreparationFacts } from '../../probe/preparation'

/** First Ansible version that sends SSH passwords without sshpass. */
export const SSHPASS_UNNEEDED_SINCE = '2.19'
/** The community package of Ansible needs most of it. The threshold is our own. */
const FREE_GIB = 1.5

export const PREPARATION_REASONS = [
  'prepared',
  'preparable',
  'preparePython',
  'prepareSpace',
  'wheels',
] as const
type Reason = (typeof PREPARATION_REASONS)[number] | 'sshpass'

/** What the first step of the operations prepares; undefined if the package contains its Ansible. */
export const preparationOf = (cluster: Cluster): PreparationPlan | undefined =>
  findInstaller(cluster.installer.id)?.preparation?.(cluster)

export function evaluatePreparation(
  found: PreparationFacts | undefined,
  plan: PreparationPlan,
  { machine, lacksSshpass }: { machine: string; lacksSshpass: boolean },
): CheckResult<Reason | 'unread'>[] {
  const facts = { machine, ansible: ansibleName(plan.ansible) }
  const sshpass = lacksSshpass ? evaluateSshpass(plan, machine) : []
  if (!found) return [...sshpass, undetermined]
  const { prepared, python, freeKib } = found
  if (prepared)
    return [...sshpass, ...(sshpass.length > 0 ? [] : [pass('prepared', { ...facts, folder: prepared })])]
  const results = [
    ...sshpass,
    ...(python
      ? []
      : [
          fail('preparePython', {
            ...facts,
            ...wantedPython(plan),
            found: found.found || 'none',
            hint: found.hint,
          }),
        ]),
    ...(freeKib !== undefined && freeKib < minimumKib(FREE_GIB)
      ? [fail('prepareSpace', { ...facts, folder: found.folder, gib: toGib(freeKib), wanted: FREE_GIB })]
      : []),
    ...(found.lacksWheels && plan.packages?.kind === 'wheelhouse'
      ? [fail('wheels', { ...facts, folder: plan.packages.folder })]
      : []),
  ]
  return results.length > 0 ? results : [pass('preparable', { ...facts, python: python ?? '' })]
}

const wantedPython = ({ python }: PreparationPlan) => ({ oldest: python.oldest, newest: python.newest })

/** Needed for certain only if no version within the bounds works without. */
function evaluateSshpass({ ansible: { from, below } }: PreparationPlan, machine: string) {
  if (compareVersions(from, SSHPASS_UNNEEDED_SINCE) >= 0) return []
  const isCertain = below !== undefined && compareVersions(below, `${SSHPASS_UNNEEDED_SINCE}.0`) <= 0
  return [(isCertain ? fail : warn)('sshpass', { machine })]
}
