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
import { stepHref } from '@/lib/steps/steps'

/**
 * Starts an install after a confirmation, which tells the first install from further ones, and then shows the install step. If another Taskbox is installing from the same
 * package, the dialog offers to follow that run instead.
 */
export function useStartRun(): {
  /** Opens the confirmation dialog. */
  confirm: () => void
  dialog: ReactNode
} {
  const t = useTranslations('run.start')
  const { id, flush } = useWizard()
  const { refreshRuns, run } = useClusterFacts()
  const isAgain = run !== undefined
  const { name, hosts, installer } = useDraft()
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const [confirmed, confirmation] = useTokenConfirmation(setFailure, 'trust')

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
  const flushAndStart = async () => ((await flush()) ? request('runs.start', { id }) : undefined)
  const facts = { name: name.trim() || t('unnamed'), count: hosts.length, folder: installer.source }
  const dialog = (
    <Confirm
      open={isOpen}
      danger={false}
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
      action={t(otherRun ? 'actionOther' : isAgain ? 'actionAgain' : 'action')}
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
