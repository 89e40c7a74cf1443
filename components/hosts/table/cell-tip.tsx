'use client'

import { Tooltip } from '@base-ui/react/tooltip'
import { type ReactNode, useRef, useState } from 'react'
import { useFindingText } from '@/components/checks/finding-text'
import { type ConnectionTest, NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { useFailureText } from '@/components/text/failure-text'
import { ProblemText } from '@/components/text/problem-text'
import { type FieldNote, NoteLine } from '@/components/ui/form/field'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { useFieldNote } from '@/components/wizard/draft/validation'
import { NO_PROBLEMS } from '../host-status-text'
import { useHostsFacts } from '../hosts-context'
import { isRole, isTextColumn } from './columns'

/** A cell with a tip: its element, and the host and column in the element's id. */
interface TipAnchor {
  element: HTMLElement
  host: string
  column: string
}

function anchorOf(target: EventTarget | null): TipAnchor | undefined {
  if (!(target instanceof Element)) return undefined
  const element = target.closest('td,th')?.querySelector<HTMLElement>('[data-column]')
  const [, host, column] = element?.id.split('.') ?? []
  return element && host && column ? { element, host, column } : undefined
}

/**
 * Handlers for a table that show the problem of a cell on focus and on hover. Escape hides it. One tip serves all
 * cells, since a component per cell would be slow in large tables.
 */
export function useCellTip() {
  const [anchor, setAnchor] = useState<TipAnchor>()
  const focused = useRef<TipAnchor>(undefined)
  return {
    anchor,
    handlers: {
      onFocus: ({ target }: { target: EventTarget }) => {
        focused.current = anchorOf(target)
        setAnchor(focused.current)
      },
      onBlur: () => {
        focused.current = undefined
        setAnchor(undefined)
      },
      onMouseOver: ({ target }: { target: EventTarget }) => {
        const hovered = anchorOf(target)
        if (hovered) setAnchor((now) => (now?.element === hovered.element ? now : hovered))
      },
      onMouseLeave: () => setAnchor(focused.current),
    },
    hide: () => setAnchor(undefined),
  }
}

export function CellTip({ anchor }: { anchor: TipAnchor | undefined }) {
  if (!anchor) return null
  const { host, column } = anchor
  if (column === 'state') return <StateTip anchor={anchor} />
  if (isTextColumn(column)) return <FieldTip anchor={anchor} field={hostFieldKey(host, column)} />
  if (isRole(column)) return <FieldTip anchor={anchor} field={hostFieldKey(host, 'roles')} />
  return column === 'taskbox' ? <FieldTip anchor={anchor} field={hostFieldKey(host, 'taskbox')} /> : null
}

function FieldTip({ anchor, field }: { anchor: TipAnchor; field: string }) {
  const note = useFieldNote(field)
  return (
    note && (
      <Tip anchor={anchor}>
        <NoteLine note={note} />
      </Tip>
    )
  )
}

/** Failed checks listed; the panel has the rest. */
const MAX_FAILURES = 4

/** Why a host has its state: problems of its fields, its failed connection, or its failed checks. */
function StateTip({ anchor }: { anchor: TipAnchor }) {
  const { problems, connectionTests, failures } = useHostsFacts()
  const failureText = useFailureText()
  const findingText = useFindingText()
  const ofHost = problems.get(anchor.host) ?? NO_PROBLEMS
  const test: ConnectionTest = connectionTests.get(anchor.host) ?? NOT_TESTED
  const notes: (FieldNote & { key: string })[] = ofHost.map((problem) => ({
    key: `${problem.key} ${problem.code}`,
    severity: problem.severity,
    text: <ProblemText problem={problem} />,
  }))
  if (test.state === 'failed')
    notes.push({ key: 'connection', severity: 'error', text: failureText(test.failure).join(' ') })
  for (const { finding } of (failures.get(anchor.host) ?? []).slice(0, MAX_FAILURES))
    notes.push({ key: JSON.stringify(finding), severity: 'error', text: findingText(finding).message })
  if (notes.length === 0) return null
  return (
    <Tip anchor={anchor}>
      {notes.map(({ key, ...note }) => (
        <NoteLine key={key} note={note} />
      ))}
    </Tip>
  )
}

function Tip({ anchor, children }: { anchor: TipAnchor; children: ReactNode }) {
  return (
    <Tooltip.Root open>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={anchor.element} side="bottom" align="start" className="z-30">
          <Tooltip.Popup
            data-cell-tip=""
            className="flex max-w-96 flex-col gap-1 rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm shadow-lift"
          >
            {children}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
