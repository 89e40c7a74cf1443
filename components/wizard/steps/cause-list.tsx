'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useFieldLabel } from '@/components/text/field-label'
import { ProblemText } from '@/components/text/problem-text'
import { SEVERITY_TONES, type Tone, ToneIcon } from '@/components/ui/feedback/tone'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { StepCause } from '@/lib/steps/step-causes'
import type { StepId } from '@/lib/steps/steps'
import { useDraft } from '../draft/draft-store'
import { hostFieldKey } from '../draft/field-key'
import { useFocusField } from '../draft/focus-field'
import type { KeyedProblem } from '../draft/validation'

/** The id of the list of unknown host keys. */
export const KEY_LIST_ID = 'host-keys'

/** A list of causes and warnings as links to the places to fix them. */
export function CauseList({
  causes,
  warnings = [],
}: {
  causes: readonly StepCause<KeyedProblem>[]
  warnings?: readonly KeyedProblem[]
}) {
  const focusField = useFocusField()
  const { taskbox } = useDraft()
  const causeText = useCauseText()
  return (
    <ul className="max-h-64 overflow-y-auto py-1">
      {[...causes, ...warnings.map((problem) => ({ kind: 'problem' as const, problem }))].map((cause) => {
        const { step, key } = targetOf(cause, taskbox.kind)
        return (
          <Entry
            key={`${cause.kind} ${key} ${detailOf(cause)}`}
            tone={toneOf(cause)}
            onPress={() => focusField(step, key)}
          >
            {causeText(cause)}
          </Entry>
        )
      })}
    </ul>
  )
}

type Cause = StepCause<KeyedProblem>

const toneOf = (cause: Cause): Tone => {
  if (cause.kind === 'problem') return SEVERITY_TONES[cause.problem.severity]
  return cause.kind === 'testing' ? 'busy' : 'fail'
}

/** Distinguishes causes with the same target. */
const detailOf = (cause: Cause): string => (cause.kind === 'problem' ? cause.problem.code : '')

/** The step and field where a cause is fixed. */
export function targetOf(cause: Cause, taskbox: 'local' | 'ssh'): { step: StepId; key: string } {
  switch (cause.kind) {
    case 'problem':
      return { step: cause.problem.step, key: cause.problem.key }
    case 'taskbox':
      return { step: 'installer', key: taskbox === 'ssh' ? 'taskbox.address' : 'taskbox.kind' }
    case 'key':
      return { step: 'hosts', key: KEY_LIST_ID }
    default:
      return { step: 'hosts', key: hostFieldKey(cause.hosts[0]?.id ?? '', 'checks') }
  }
}

function useCauseText(): (cause: Cause) => ReactNode {
  const t = useTranslations('wizard.causes')
  const fieldName = useFieldLabel()
  const connectionText = useConnectionCauseText()
  const draft = useDraft()
  return (cause) => {
    if (cause.kind === 'taskbox') return t(cause.failure === 'host-key-unknown' ? 'taskboxKey' : 'taskbox')
    if (cause.kind !== 'problem') return connectionText(cause)
    const { problem, waiting, more } = cause
    const label = waiting
      ? t(`waiting.${waiting.part}`, { count: waiting.hosts })
      : fieldName(problem.path, draft) && `${fieldName(problem.path, draft)}:`
    return (
      <>
        {label && <span className="font-medium">{label} </span>}
        <ProblemText problem={problem} />
        {more !== undefined && <span className="font-medium"> {t('alike', { count: more })}</span>}
      </>
    )
  }
}

type ConnectionCause = Exclude<StepCause, { kind: 'problem' | 'taskbox' }>

/** The text of a cause that concerns connections to hosts, such as "30 hosts refused the login". */
export function useConnectionCauseText(): (cause: ConnectionCause) => string {
  const t = useTranslations('wizard.causes')
  const row = useTranslations('hosts')
  const { hosts } = useDraft()
  const nameOf = (host: HostDraft | undefined) =>
    host
      ? host.name || host.address || row('row', { row: hosts.findIndex(({ id }) => id === host.id) + 1 })
      : ''
  return (cause) => {
    const facts = { count: cause.hosts.length, name: nameOf(cause.hosts[0]) }
    switch (cause.kind) {
      case 'key':
        return t(`key.${cause.isBastion ? 'bastion' : 'host'}`, facts)
      case 'failed': {
        if (cause.isBastion && cause.failure !== 'bastion') return t('failedAtBastion', facts)
        return t(t.has(`failed.${cause.failure}`) ? `failed.${cause.failure}` : 'failed.other', facts)
      }
      default:
        return t(cause.kind, facts)
    }
  }
}

function Entry({ tone, onPress, children }: { tone: Tone; onPress: () => void; children: ReactNode }) {
  return (
    <li>
      <button
        type="button"
        onClick={onPress}
        className="flex w-full gap-2 px-3 py-1.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ToneIcon tone={tone} size={14} className="mt-0.75" />
        <span className="min-w-0 break-words underline decoration-line underline-offset-2">{children}</span>
      </button>
    </li>
  )
}
