'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useConfirmed } from '@/components/access/use-confirmed'
import { type RequestFailure, request } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/confirm'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft-store'
import { stepHref } from '@/components/wizard/steps'
import { useWizard } from '@/components/wizard/wizard-context'

/**
 * Starting an install: `ask` opens the dialog that says what will happen; after the start the install step is shown.
 * Where another Taskbox installs from the same package, its run can be followed instead.
 */
export function useStartRun({ retry = false }: { retry?: boolean } = {}): {
  ask: () => void
  dialog: ReactNode
} {
  const t = useTranslations('run.start')
  const { id, flush } = useWizard()
  const { refreshRun } = useClusterFacts()
  const { name, hosts, installer } = useDraft()
  const router = useRouter()
  const [asked, setAsked] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestFailure>()
  const [confirmed, confirmation] = useConfirmed(setFailure, 'trust')

  const other = failure?.kind === 'run-active' && failure.facts.package ? failure.facts.run : undefined

  async function start() {
    setPending(true)
    const answer = await (other === undefined ? begin() : request('runs.adopt', { id, run: String(other) }))
    setPending(false)
    if (!answer) return undefined
    if (!answer.ok) return answer.failure
    setAsked(false)
    refreshRun()
    router.push(`${stepHref(id, 'install')}?run=${answer.value.run}`)
    return undefined
  }
  const begin = async () => ((await flush()) ? request('runs.start', { id }) : undefined)
  const facts = { name: name.trim() || t('unnamed'), count: hosts.length, folder: installer.package }
  const dialog = (
    <Confirm
      open={asked}
      danger={false}
      title={t(other ? 'titleOther' : retry ? 'titleAgain' : 'title', facts)}
      text={
        other ? (
          t.rich('textOther', { ...facts, ...PARAGRAPHS })
        ) : failure ? (
          <FailureText failure={failure} />
        ) : (
          t.rich(retry ? 'textAgain' : 'text', { ...facts, ...PARAGRAPHS })
        )
      }
      action={t(other ? 'actionOther' : retry ? 'actionAgain' : 'action')}
      pending={pending}
      onConfirm={() => confirmed(start)}
      onCancel={() => setAsked(false)}
    />
  )
  return {
    ask: () => {
      setFailure(undefined)
      setAsked(true)
    },
    dialog: (
      <>
        {dialog}
        {confirmation}
      </>
    ),
  }
}

/** A dialog's text is one paragraph by itself, so that blocks within it are spans. */
const PARAGRAPHS = { p: (inside: ReactNode) => <span className="mt-2 block">{inside}</span> }
