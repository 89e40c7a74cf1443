'use client'

import { ClipboardPaste, Plus, Server } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { TASKBOX_KEY, useConnectionTest } from '@/components/connection-test/use-connection-test'
import { Button } from '@/components/ui/button/button'
import { EmptyState } from '@/components/ui/feedback/empty-state'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { HostFacts } from '@/lib/checks/results'
import type { HostDraft, TaskboxDraft } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import { useHostsActions } from '../hosts-context'
import { addRow } from '../table/cell-focus'

/** The example of the guide (multi-node guide, step 1). */
const EXAMPLE: readonly HostDraft[] = [
  emptyHost('h1', { name: 'master', address: '192.168.0.1', taskbox: true, roles: ['master', 'etcd'] }),
  emptyHost('h2', { name: 'node1', address: '192.168.0.2', roles: ['node'] }),
  emptyHost('h3', { name: 'node2', address: '192.168.0.3', roles: ['node'] }),
]

/** The taskbox as the first master, by its facts. */
function taskboxAsHost(taskbox: TaskboxDraft, facts: HostFacts): HostDraft {
  const address = taskbox.kind === 'ssh' ? taskbox.address : (facts.addresses[0] ?? '')
  return emptyHost('h1', {
    name: 'master',
    address,
    taskbox: true,
    roles: ['master', 'etcd'],
  })
}

/** The hosts step without hosts: three ways to add hosts, and an example. */
export function EmptyHosts() {
  const t = useTranslations('hosts.start')
  const { editor, openImport, roles, roleLabel } = useHostsActions()
  const { taskbox, installer } = useDraft()
  const test = useConnectionTest(TASKBOX_KEY)
  return (
    <EmptyState
      title={t('title')}
      text={t('text', { installer: installer.id })}
      actions={
        <>
          {test.state === 'connected' && (
            <Button
              variant="primary"
              icon={Server}
              onClick={() => editor.add([taskboxAsHost(taskbox, test.facts)])}
            >
              {t('taskbox', {
                address: taskbox.kind === 'ssh' ? taskbox.address : (test.facts.addresses[0] ?? ''),
              })}
            </Button>
          )}
          <Button icon={ClipboardPaste} onClick={() => openImport('')}>
            {t('import')}
          </Button>
          <Button icon={Plus} onClick={() => addRow(editor, 'name')}>
            {t('type')}
          </Button>
        </>
      }
    >
      <div className="mt-2 overflow-x-auto">
        <table className="text-sm">
          <caption className="mb-1 text-left text-muted">{t('example')}</caption>
          <tbody className="font-mono">
            {EXAMPLE.map((host) => (
              <tr key={host.id}>
                <td className="pr-6">{host.name}</td>
                <td className="pr-6">{host.address}</td>
                <td className="text-muted">
                  {roles
                    .filter((role) => host.roles.includes(role))
                    .map(roleLabel)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Button size="small" className="mt-2" onClick={() => editor.add(EXAMPLE)}>
          {t('useExample')}
        </Button>
      </div>
    </EmptyState>
  )
}
