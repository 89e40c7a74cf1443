'use client'

import { useCallback } from 'react'
import { useSetDraft } from '@/components/wizard/draft-fields'
import { useDraft } from '@/components/wizard/draft-store'
import { hostFieldKey } from '@/components/wizard/field-key'
import { useJudgement } from '@/components/wizard/judge'
import { emptyHost, nextHostId } from '@/lib/cluster/defaults'
import type { HostDraft } from '@/lib/cluster/draft'
import { pasteCells } from './cells-paste'
import { type Column, TEXT_COLUMNS } from './columns'
import { useHistory } from './use-history'

export type HostsEditor = ReturnType<typeof useHosts>

/** A new row: the first one is a master with etcd, the others are nodes. */
export function newHost(before: readonly HostDraft[]): HostDraft {
  return emptyHost(nextHostId(before), { roles: before.length === 0 ? ['master', 'etcd'] : ['node'] })
}

/** The hosts of the draft, edited with undo. */
export function useHosts() {
  const { hosts } = useDraft()
  const setDraft = useSetDraft()
  const { left } = useJudgement()
  const set = useCallback((next: HostDraft[]) => setDraft('hosts', next), [setDraft])
  const history = useHistory<HostDraft[]>(hosts, set)
  const { change } = history

  /** What came in whole is judged at once: nobody is typing it. */
  function judge(rows: readonly HostDraft[]) {
    for (const host of rows) for (const column of TEXT_COLUMNS) left(hostFieldKey(host.id, column))
  }

  function update(id: string, part: Partial<HostDraft>, label?: string) {
    change(
      hosts.map((host) => (host.id === id ? { ...host, ...part } : host)),
      label,
    )
  }

  function restore(before: HostDraft[] | undefined) {
    if (!before) return
    set(before.map((host) => keepPin(host, hosts)))
  }

  return {
    hosts,
    update,
    /** At most one host is the taskbox. */
    setTaskbox: (id: string, on: boolean) =>
      change(hosts.map((host) => ({ ...host, taskbox: host.id === id ? on : on ? false : host.taskbox }))),
    add: (rows: readonly HostDraft[]) => {
      change([...hosts, ...rows])
      judge(rows.filter(({ address, name }) => address !== '' || name !== ''))
    },
    replace: (rows: readonly HostDraft[]) => {
      change([...rows])
      judge(rows)
    },
    /** A change that nobody typed, so that nobody wants to undo it. */
    replaceQuietly: set,
    remove: (id: string) => change(hosts.filter((host) => host.id !== id)),
    paste: (at: { row: number; column: Column }, cells: readonly (readonly string[])[]) => {
      const next = pasteCells(hosts, at, cells, newHost)
      change(next)
      judge(next.slice(at.row, at.row + cells.length))
    },
    undo: () => restore(history.back()),
    redo: () => restore(history.forth()),
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    settle: history.settle,
  }
}

/** Undoing what was typed must not undo that a host's key was accepted since. */
function keepPin(host: HostDraft, now: readonly HostDraft[]): HostDraft {
  const same = now.find(({ id }) => id === host.id)
  return same && same.address === host.address && same.port === host.port
    ? { ...host, hostKey: same.hostKey }
    : host
}
