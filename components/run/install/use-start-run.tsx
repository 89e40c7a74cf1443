'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FailureText } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/overlay/confirm'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import { DESTRUCTIVE_OPERATIONS, INSTALL, type OperationRequest } from '@/lib/cluster/operations/request'
import { useOperationStart } from '../operations/use-operation-start'

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
  const { run } = useClusterFacts()
  const isAgain = run !== undefined || operation.id !== 'install'
  const isDestructive = DESTRUCTIVE_OPERATIONS.has(operation.id)
  const { name, hosts, installer } = useDraft()
  const [isOpen, setOpen] = useState(false)
  const { start, adopt, pending, failure, clearFailure, confirmation } = useOperationStart(
    isDestructive ? 'destroy' : 'trust',
    () => setOpen(false),
  )
  const otherRun = failure?.kind === 'run-active' && failure.facts.package ? failure.facts.run : undefined
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
      onConfirm={() => (otherRun === undefined ? start(operation) : adopt(String(otherRun)))}
      onCancel={() => setOpen(false)}
    />
  )
  return {
    confirm: () => {
      clearFailure()
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
