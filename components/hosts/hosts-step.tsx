'use client'

import { ClipboardPaste, Plus, Redo2, Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { reachStore } from '@/components/reach/reach-store'
import { useTaskboxReach } from '@/components/reach/taskbox-reach'
import { useReaches } from '@/components/reach/use-reach'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { useNarrow } from '@/components/ui/use-narrow'
import { useSetDraft } from '@/components/wizard/draft-fields'
import { useDraft } from '@/components/wizard/draft-store'
import { type KeyedProblem, useJudgement } from '@/components/wizard/judge'
import { StepFrame } from '@/components/wizard/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import type { DraftPatch } from '@/lib/contract/socket'
import { AllInOne } from './all-in-one'
import { CellLine } from './cell-line'
import { FailedHosts, KeysToAccept } from './failed-hosts'
import { HostCards } from './host-cards'
import { HostPanel } from './host-panel'
import { HostsContext, useHostsStep } from './hosts-context'
import { HostsTable } from './hosts-table'
import { appended, ImportDialog } from './import-dialog'
import { LoginCard } from './login-card'
import { StartHosts } from './start-hosts'
import { Topology } from './topology'
import { useBringHost } from './use-bring-host'
import { newHost, useHosts } from './use-hosts'
import { useHostsReach } from './use-hosts-reach'
import { useUnreached } from './use-unreached'

/** The machines of the cluster, their roles and how to log in. */
export function HostsStep() {
  const { mode } = useDraft().installer
  return mode === 'all-in-one' ? <OneHost /> : <ManyHosts />
}

function OneHost() {
  const t = useTranslations('hosts.allInOne')
  const editor = useHosts()
  return (
    <StepFrame step="hosts" lead={t('lead')}>
      <AllInOne editor={editor} />
    </StepFrame>
  )
}

function ManyHosts() {
  const { id } = useWizard()
  const draft = useDraft()
  const setDraft = useSetDraft()
  const editor = useHosts()
  const reaches = useReaches()
  const problemsOf = useProblemsByHost()
  const [panel, setPanel] = useState<string>()
  const [importing, setImporting] = useState<string>()
  const unreached = useUnreached(editor.hosts, reaches, setPanel)
  useTaskboxReach()
  useHostsReach()
  useBringHost(setPanel)

  function take(read: DraftPatch, replace: boolean) {
    const rows = appended(replace ? [] : editor.hosts, read.hosts ?? [])
    if (replace) editor.replace(rows)
    else editor.add(rows)
    if (read.login) setDraft('login', read.login)
    setImporting(undefined)
  }

  const index = draft.hosts.findIndex((host) => host.id === panel)
  const shown = draft.hosts[index]
  return (
    <HostsContext
      value={{
        editor,
        reaches,
        problemsOf,
        again: (host) => reachStore(id).again(host),
        open: setPanel,
        openImport: setImporting,
      }}
    >
      <StepFrame step="hosts" wide obstacles={unreached}>
        <div className="flex flex-col gap-5">{editor.hosts.length === 0 ? <StartHosts /> : <Filled />}</div>
        {shown && <HostPanel host={shown} index={index} onClose={() => setPanel(undefined)} />}
        {importing !== undefined && (
          <ImportDialog
            initial={importing}
            hosts={editor.hosts}
            onTake={take}
            onClose={() => setImporting(undefined)}
          />
        )}
      </StepFrame>
    </HostsContext>
  )
}

function Filled() {
  const t = useTranslations('hosts')
  const draft = useDraft()
  const narrow = useNarrow()
  const { editor, reaches, openImport } = useHostsStep()
  const [cell, setCell] = useState<string>()
  return (
    <>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <LoginCard />
        <Topology draft={draft} reaches={reaches} />
      </div>
      <KeysToAccept />
      <section aria-labelledby="hosts">
        <div className="mb-2 flex flex-wrap items-center gap-2">
          <h2 id="hosts" className="mr-auto text-lg font-semibold">
            {t('count', { count: editor.hosts.length })}
          </h2>
          <IconButton icon={Undo2} label={t('undo')} disabled={!editor.canUndo} onClick={editor.undo} />
          <IconButton icon={Redo2} label={t('redo')} disabled={!editor.canRedo} onClick={editor.redo} />
          <Button icon={ClipboardPaste} onClick={() => openImport('')}>
            {t('importMore')}
          </Button>
          <Button icon={Plus} onClick={() => editor.add([newHost(editor.hosts)])}>
            {t('addRow')}
          </Button>
        </div>
        {narrow ? (
          <HostCards />
        ) : (
          <>
            <HostsTable onCell={setCell} />
            <CellLine cell={cell} />
          </>
        )}
      </section>
      <FailedHosts />
    </>
  )
}

/** The problems of each host that it is time to show. */
function useProblemsByHost(): (id: string) => readonly KeyedProblem[] {
  const { problems, isShown } = useJudgement()
  const byHost = useMemo(() => {
    const groups = new Map<string, KeyedProblem[]>()
    for (const problem of problems.filter(isShown)) {
      const [section, host = ''] = problem.key.split('.')
      if (section === 'hosts') groups.set(host, [...(groups.get(host) ?? []), problem])
    }
    return groups
  }, [problems, isShown])
  return (id) => byHost.get(id) ?? []
}
