'use client'

import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRoleLabel } from '@/components/hosts/use-role-label'
import { Notice } from '@/components/ui/feedback/notice'
import { Checkbox } from '@/components/ui/form/checkbox'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { problemFacts } from '@/lib/cluster/operations/message-facts'
import { type OperationProblem, operationProblems } from '@/lib/cluster/operations/rules'
import { ConfirmNameField, OperationDialog } from './operation-dialog'
import type { ClusterOperations } from './use-cluster-operations'
import { useOperationStart } from './use-operation-start'

const withName = (names: readonly string[], name: string, isIn: boolean): string[] =>
  isIn ? [...names, name] : names.filter((other) => other !== name)

/** Removes hosts from the cluster. Shows at once what forbids it, and needs the cluster's name. */
export function RemoveHostsDialog({
  operations: { members, supported },
  onClose,
}: {
  operations: ClusterOperations
  onClose: () => void
}) {
  const t = useTranslations('operations.remove-hosts.dialog')
  const { name: entered, hosts } = useDraft()
  const name = entered.trim()
  const [removed, setRemoved] = useState<string[]>([])
  const [silent, setSilent] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const firstBox = useRef<HTMLElement>(null)
  const start = useOperationStart('destroy', onClose)
  const dead = removed.filter((host) => silent.includes(host))
  const living = removed.filter((host) => !dead.includes(host))
  const request = { id: 'remove-hosts', hosts: removed, dead } as const
  const isEmpty = removed.length === 0
  const problems = isEmpty ? [] : operationProblems(request, { hosts, members, supported })
  return (
    <OperationDialog
      title={t('title', { name })}
      text={t('text')}
      action={t('action', { count: removed.length, host: removed[0] ?? '' })}
      danger
      disabled={isEmpty || problems.length > 0 || typed.trim() !== name}
      start={start}
      initialFocus={firstBox}
      onStart={() => start.start(request)}
      onClose={onClose}
    >
      <fieldset className="min-w-0">
        <legend className="mb-1 text-sm font-medium">{t('hosts')}</legend>
        <ul
          ref={(list) => {
            firstBox.current = list?.querySelector<HTMLElement>('[role=checkbox]') ?? null
          }}
          className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line bg-surface"
        >
          {hosts
            .filter((host) => members.includes(host.name))
            .map((host) => (
              <MemberRow
                key={host.id}
                host={host}
                isRemoved={removed.includes(host.name)}
                isDead={dead.includes(host.name)}
                onRemoved={(isIn) => setRemoved(withName(removed, host.name, isIn))}
                onDead={(isIn) => setSilent(withName(silent, host.name, isIn))}
              />
            ))}
        </ul>
      </fieldset>
      <div aria-live="polite">
        {problems.length > 0 ? (
          <Problems problems={problems} />
        ) : (
          !isEmpty && (
            <Notice tone="warn">
              {t('effect', { living: living.length, hosts: living.join(', '), dead: dead.length })}
            </Notice>
          )
        )}
      </div>
      <ConfirmNameField name={name} value={typed} onChange={setTyped} />
    </OperationDialog>
  )
}

function MemberRow({
  host: { name, roles },
  isRemoved,
  isDead,
  onRemoved,
  onDead,
}: {
  host: HostDraft
  isRemoved: boolean
  isDead: boolean
  onRemoved: (isRemoved: boolean) => void
  onDead: (isDead: boolean) => void
}) {
  const t = useTranslations('operations.remove-hosts.dialog')
  const { installer } = useDraft()
  const roleLabel = useRoleLabel(installer.id)
  return (
    <li className="flex flex-col gap-1.5 px-3 py-2">
      <Checkbox
        label={name}
        hint={roles.map(roleLabel).join(', ')}
        checked={isRemoved}
        onChange={onRemoved}
      />
      {isRemoved && (
        <span className="pl-6">
          <Checkbox label={t('dead', { name })} hint={t('deadHint')} checked={isDead} onChange={onDead} />
        </span>
      )}
    </li>
  )
}

function Problems({ problems }: { problems: readonly OperationProblem[] }) {
  const t = useTranslations('operations.remove-hosts.dialog')
  const failures = useTranslations('failures.operation-refused')
  return (
    <Notice tone="fail" title={t('impossible')}>
      {problems.map((problem) => (
        <p key={problem.code}>
          {failures('message', problemFacts(problem))} {failures('remedy', problemFacts(problem))}
        </p>
      ))}
    </Notice>
  )
}
