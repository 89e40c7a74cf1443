'use client'

import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { connectionTestStore } from '@/components/connection-test/connection-test-store'
import { useConnectionTests } from '@/components/connection-test/use-connection-test'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useHostsUndoToast } from '@/components/wizard/draft/use-undo-toast'
import { type KeyedProblem, useRelease, useValidation } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { useOpenFailures } from '@/components/wizard/use-open-failures'
import { useWizard } from '@/components/wizard/wizard-context'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import { groupBy } from '@/lib/checks/format'
import type { DraftPatch } from '@/lib/cluster/draft/draft'
import { offeredRoles } from '@/lib/cluster/draft/release-defaults'
import { shareStructure } from '@/lib/structural-sharing'
import { AllInOneHost } from './all-in-one'
import { FailedConnections, UnknownHostKeys } from './failed-connections'
import {
  HostsActionsContext,
  HostsFactsContext,
  useHostsActions,
  useHostsEditor,
  useHostsFacts,
} from './hosts-context'
import { EmptyHosts } from './import/empty-hosts'
import { ImportDialog } from './import/import-dialog'
import { HostsList } from './list/hosts-list'
import { LoginCard } from './login-card'
import { HostPanel } from './panel/host-panel'
import { useRevealHost } from './panel/use-reveal-host'
import { Topology } from './topology/topology'
import { useRoleLabel } from './use-role-label'

/** The hosts step: machines, roles and logins. */
export function HostsStep() {
  const { mode } = useDraft().installer
  return mode === 'all-in-one' ? <AllInOneStep /> : <MultiNodeStep />
}

function AllInOneStep() {
  const t = useTranslations('hosts.allInOne')
  const editor = useHostsEditor()
  return (
    <StepFrame step="hosts" lead={t('lead')}>
      <AllInOneHost editor={editor} />
    </StepFrame>
  )
}

function MultiNodeStep() {
  const { id } = useWizard()
  const { hosts, installer } = useDraft()
  const setDraft = useSetDraft()
  const editor = useHostsEditor()
  const t = useTranslations('hosts')
  const undoToast = useHostsUndoToast()
  const roles = offeredRoles(useRelease())
  const roleLabel = useRoleLabel(installer.id)
  const connectionTests = useConnectionTests()
  const problems = useProblemsByHost()
  const failures = useFailuresByHost()
  const [panel, setPanel] = useState<string>()
  const [importing, setImporting] = useState<string>()
  useRevealHost(setPanel)
  const actions = useMemo(
    () => ({
      editor,
      retryConnection: (host: string) => connectionTestStore(id).retry(host),
      openPanel: setPanel,
      openImport: setImporting,
      roles,
      roleLabel,
    }),
    [editor, id, roles, roleLabel],
  )
  const facts = useMemo(
    () => ({ connectionTests, problems, failures }),
    [connectionTests, problems, failures],
  )

  function importHosts(read: DraftPatch, replace: boolean) {
    const before = editor.hosts
    if (replace) {
      editor.replace(read.hosts ?? [])
      undoToast(t('replaced', { count: before.length }), before, editor.hosts)
    } else editor.add(read.hosts ?? [])
    if (read.bastion) setDraft('bastion', read.bastion)
    if (read.network) setDraft('network', read.network)
    setImporting(undefined)
  }

  const index = hosts.findIndex((host) => host.id === panel)
  const selected = hosts[index]
  return (
    <HostsActionsContext value={actions}>
      <HostsFactsContext value={facts}>
        <StepFrame step="hosts" wide>
          <div className="flex flex-col gap-5">{hosts.length === 0 ? <EmptyHosts /> : <HostsContent />}</div>
          {selected && <HostPanel host={selected} index={index} onClose={() => setPanel(undefined)} />}
          {importing !== undefined && (
            <ImportDialog
              initial={importing}
              hosts={hosts}
              onImport={importHosts}
              onClose={() => setImporting(undefined)}
            />
          )}
        </StepFrame>
      </HostsFactsContext>
    </HostsActionsContext>
  )
}

function HostsContent() {
  const { hosts, network, installer } = useDraft()
  const release = useRelease()
  const { roles } = useHostsActions()
  const { connectionTests } = useHostsFacts()
  // The topology is slow with hundreds of hosts, so it must not block typing.
  const deferred = { hosts: useDeferredValue(hosts), connectionTests: useDeferredValue(connectionTests) }
  return (
    <>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <LoginCard />
        <Topology
          {...deferred}
          installer={installer.id}
          roles={roles}
          balancer={network.loadBalancer.address}
          needsBalancer={release?.loadBalancer !== 'optional'}
        />
      </div>
      <UnknownHostKeys />
      <HostsList />
      <FailedConnections />
    </>
  )
}

/** The visible problems by host id. */
function useProblemsByHost(): ReadonlyMap<string, readonly KeyedProblem[]> {
  const { problems, isVisible } = useValidation()
  const previous = useRef<ReadonlyMap<string, readonly KeyedProblem[]>>(new Map())
  return useMemo(() => {
    const groups = new Map<string, KeyedProblem[]>()
    for (const problem of problems.filter(isVisible)) {
      const [section, host = ''] = problem.key.split('.')
      if (section === 'hosts') groups.set(host, [...(groups.get(host) ?? []), problem])
    }
    // An unchanged list keeps its identity, so that its row does not render again.
    previous.current = new Map(
      [...groups].map(([host, list]) => [host, shareStructure(previous.current.get(host), list)]),
    )
    return previous.current
  }, [problems, isVisible])
}

function useFailuresByHost(): ReadonlyMap<string, readonly OpenFailure[]> {
  const failures = useOpenFailures()
  return useMemo(() => groupBy(failures, ({ host }) => host.id), [failures])
}
