'use client'

import { MonitorDot, Waypoints } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useTaskboxConnectionTest } from '@/components/connection-test/use-connection-test'
import { AllowSha1 } from '@/components/login/allow-sha1'
import { LoginFields } from '@/components/login/login-fields'
import { RouteChoice } from '@/components/login/route-choice'
import { SharedBastion } from '@/components/login/shared-bastion'
import { CardGroup } from '@/components/ui/form/card-group'
import { TextField } from '@/components/ui/form/text-field'
import { Section } from '@/components/ui/layout/section'
import { useFieldTexts, useSetDraft, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { routeOf, sharedBastion } from '@/lib/cluster/bastion'
import type { TaskboxDraft } from '@/lib/cluster/draft/draft'
import { TaskboxConnection } from './taskbox-connection'

/** The machine that runs the installer: this one, or another one over SSH. */
export function TaskboxSection() {
  const t = useTranslations('installer.taskbox')
  const bastion = useTranslations('hosts.bastion')
  const draft = useDraft()
  const { taskbox } = draft
  const shared = sharedBastion(draft)
  const setDraft = useSetDraft()
  const change = (part: Partial<TaskboxDraft>) => setDraft('taskbox', { ...taskbox, ...part })
  const pinBastion = (hostKey: string) => {
    if (taskbox.bastion && routeOf(taskbox) === 'custom') change({ bastion: { ...taskbox.bastion, hostKey } })
    else if (draft.bastion) setDraft('bastion', { ...draft.bastion, hostKey })
  }
  const { test, retry } = useTaskboxConnectionTest()
  return (
    <Section title={t('title')}>
      <div data-help="installer.taskbox.help">
        <CardGroup
          id="taskbox.kind"
          label={t('title')}
          hideLabel
          value={taskbox.kind}
          onChange={(kind) => change({ kind })}
          cards={[
            { value: 'local', title: t('local.title'), text: t('local.text'), icon: MonitorDot },
            { value: 'ssh', title: t('ssh.title'), text: t('ssh.text'), icon: Waypoints },
          ]}
        />
      </div>
      {taskbox.kind === 'ssh' && (
        <>
          <div className="grid gap-x-4 sm:grid-cols-[1fr_8rem]">
            <TaskboxField field="address" taskbox={taskbox} onChange={change} />
            <TaskboxField field="port" taskbox={taskbox} onChange={change} />
          </div>
          <LoginFields base="taskbox" value={taskbox} onChange={change} />
          <div className="mb-4 flex flex-col gap-3">
            <AllowSha1 checked={taskbox.allowSha1} onChange={(allowSha1) => change({ allowSha1 })} />
            <SharedBastion hint={bastion('taskboxHint')} />
            {(shared || routeOf(taskbox) !== 'inherit') && (
              <RouteChoice
                base="taskbox.bastion"
                bastion={taskbox.bastion}
                onChange={(bastion) => change({ bastion: bastion })}
              />
            )}
          </div>
        </>
      )}
      <TaskboxConnection
        taskbox={taskbox}
        test={test}
        onRetry={retry}
        onHostKey={(hostKey, hop) => (hop ? pinBastion(hostKey) : change({ hostKey }))}
      />
    </Section>
  )
}

function TaskboxField({
  field,
  taskbox,
  onChange,
}: {
  field: 'address' | 'port'
  taskbox: TaskboxDraft
  onChange: (part: Partial<TaskboxDraft>) => void
}) {
  const validated = useValidatedField(`taskbox.${field}`)
  return (
    <div data-help={`installer.fields.${field}.help`}>
      <TextField
        {...useFieldTexts(`installer.fields.${field}`)}
        {...validated}
        mono
        {...(field === 'port' && { inputMode: 'numeric' })}
        value={taskbox[field]}
        onChange={(value) => onChange({ [field]: value })}
      />
    </div>
  )
}
