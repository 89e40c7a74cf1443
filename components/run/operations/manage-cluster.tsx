'use client'

import { ArrowUpCircle, type LucideIcon, Plus, RotateCcw, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { buttonClass } from '@/components/ui/button/button-class'
import { Section } from '@/components/ui/layout/section'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useWizard } from '@/components/wizard/wizard-context'
import { stepHref } from '@/lib/steps/steps'
import { AddHostsDialog } from './add-hosts-dialog'
import { listFacts } from './host-list'
import { RemoveHostsDialog } from './remove-hosts-dialog'
import { ResetDialog } from './reset-dialog'
import { UpgradeDialog } from './upgrade-dialog'
import { type ClusterOperations, useClusterOperations } from './use-cluster-operations'
import { type ManagedOperation, type Obstacle, useObstacle } from './use-obstacle'

/** The operations on an installed cluster. Each dialog starts a run. */
export function ManageCluster() {
  const t = useTranslations('operations')
  const { openState } = useWizard()
  const { operations, failure } = useClusterOperations()
  if (failure) return <FailureNotice failure={failure} title={t('failed')} />
  if (openState.state !== 'open' || !operations || operations.members.length === 0) return null
  return (
    <div className="max-w-5xl">
      <Section title={t('title')}>
        {operations.supported.some((id) => id !== 'install') ? (
          <Operations operations={operations} />
        ) : (
          <p className="max-w-3xl">{t('none')}</p>
        )}
      </Section>
    </div>
  )
}

function Operations({ operations }: { operations: ClusterOperations }) {
  const t = useTranslations('operations')
  const { hosts } = useDraft()
  const [open, setOpen] = useState<ManagedOperation>()
  const close = () => setOpen(undefined)
  const added = hosts.map(({ name }) => name).filter((name) => !operations.members.includes(name))
  const row = (id: ManagedOperation, icon: LucideIcon, text: ReactNode, button: string) => (
    <OperationRow {...{ id, icon, text, button, operations }} added={added} onOpen={() => setOpen(id)} />
  )
  return (
    <>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {row('add-hosts', Plus, t('add-hosts.text'), t('add-hosts.button', listFacts(added)))}
        {row('remove-hosts', Trash2, t('remove-hosts.text'), t('remove-hosts.button'))}
        {row(
          'upgrade',
          ArrowUpCircle,
          t('upgrade.text', { version: operations.kubernetes }),
          t('upgrade.button'),
        )}
        {row('reset', RotateCcw, t('reset.text'), t('reset.button'))}
      </ul>
      {open === 'add-hosts' && <AddHostsDialog hosts={added} onClose={close} />}
      {open === 'remove-hosts' && <RemoveHostsDialog operations={operations} onClose={close} />}
      {open === 'upgrade' && <UpgradeDialog operations={operations} onClose={close} />}
      {open === 'reset' && <ResetDialog members={operations.members} onClose={close} />}
    </>
  )
}

/** An operation with its button, or why it is not possible now and where to change that. */
function OperationRow({
  id,
  icon,
  text,
  button,
  operations,
  added,
  onOpen,
}: {
  id: ManagedOperation
  icon: LucideIcon
  text: ReactNode
  button: string
  operations: ClusterOperations
  added: readonly string[]
  onOpen: () => void
}) {
  const t = useTranslations('operations')
  const textId = useId()
  const obstacle = useObstacle(id, operations, added)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{t(`${id}.title`)}</p>
        <p id={textId} className="text-sm text-muted">
          {obstacle ? obstacle.text : text}
        </p>
      </div>
      {obstacle?.step ? (
        <StepLink step={obstacle.step} describedBy={textId} />
      ) : (
        <Button icon={icon} disabled={obstacle !== undefined} aria-describedby={textId} onClick={onOpen}>
          {obstacle ? t(`${id}.title`) : button}
        </Button>
      )}
    </li>
  )
}

function StepLink({ step, describedBy }: { step: NonNullable<Obstacle['step']>; describedBy: string }) {
  const t = useTranslations('operations')
  const steps = useTranslations('wizard.steps')
  const { id } = useWizard()
  return (
    <Link
      href={stepHref(id, step)}
      prefetch={false}
      aria-describedby={describedBy}
      className={buttonClass('plain')}
    >
      {t('goTo', { step: steps(`${step}.title`) })}
    </Link>
  )
}
