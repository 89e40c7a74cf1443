'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, request } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/overlay/confirm'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useWizard } from '@/components/wizard/wizard-context'
import { operationFacts } from '@/lib/operations/message-facts'
import { DESTRUCTIVE_OPERATIONS, INSTALL, type OperationRequest } from '@/lib/operations/request'
import { stepHref } from '@/lib/steps/steps'

/**
 * Starts an install, or repeats another operation, after a confirmation, and then shows the install step. If another
 * Taskbox is installing from the same package, the dialog offers to follow that run instead.
 */
export function useStartRun(operation: OperationRequest = INSTALL): {
  /** Opens the confirmation dialog. */
  confirm: () => void
  dialog: ReactNode
} {
  const t = useTranslations('run.start')
  const { id, flush } = useWizard()
  const { refreshRuns, run } = useClusterFacts()
  const isAgain = run !== undefined || operation.id !== 'install'
  const isDestructive = DESTRUCTIVE_OPERATIONS.has(operation.id)
  const { name, hosts, installer } = useDraft()
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const [confirmed, confirmation] = useTokenConfirmation(setFailure, isDestructive ? 'destroy' : 'trust')

  const otherRun = failure?.kind === 'run-active' && failure.facts.package ? failure.facts.run : undefined

  async function start() {
    setPending(true)
    const response = await (otherRun === undefined
      ? flushAndStart()
      : request('runs.adopt', { id, run: String(otherRun) }))
    setPending(false)
    if (!response) return undefined
    if (!response.ok) return response.failure
    setOpen(false)
    refreshRuns()
    router.push(`${stepHref(id, 'install')}?run=${response.value.run}`)
    return undefined
  }
  const flushAndStart = async () => ((await flush()) ? request('runs.start', { id, operation }) : undefined)
  const facts = {
    ...operationFacts(operation),
    ...(operation.id === 'install' && { count: hosts.length }),
    name: name.trim() || t('unnamed'),
    folder: installer.source,
  }
  const dialog = (
    <Confirm
      open={isOpen}
      danger={isDestructive && otherRun === undefined}
      title={t(otherRun ? 'titleOther' : isAgain ? 'titleAgain' : 'title', facts)}
      text={
        otherRun ? (
          t.rich('textOther', { ...facts, ...PARAGRAPHS })
        ) : failure ? (
          <FailureText failure={failure} />
        ) : (
          t.rich(isAgain ? 'textAgain' : 'text', { ...facts, ...PARAGRAPHS })
        )
      }
      action={t(otherRun ? 'actionOther' : isAgain ? 'actionAgain' : 'action', facts)}
      pending={pending}
      onConfirm={() => confirmed(start)}
      onCancel={() => setOpen(false)}
    />
  )
  return {
    confirm: () => {
      setFailure(undefined)
      setOpen(true)
    },
    dialog: (
      <>
        {dialog}
        {confirmation}
      </>
    ),
  }
}

/** The text of a dialog is a paragraph already, so blocks inside it must be spans. */
const PARAGRAPHS = { p: (inside: ReactNode) => <span className="mt-2 block">{inside}</span> }
