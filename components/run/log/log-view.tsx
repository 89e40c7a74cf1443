'use client'

import { ArrowDownToLine } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { copyText } from '@/components/ui/copy-button'
import { toast } from '@/components/ui/toast'
import type { Answered } from '@/lib/contract/run'
import type { RunWatch } from '../run-watch'
import { useGrowth } from '../use-run-watch'
import { createAnswerMarks } from './answers'
import { LogRows } from './log-rows'
import { LogToolbar } from './log-toolbar'
import { selectedText } from './selection'
import { plainText } from './spans'
import { useFollow } from './use-follow'
import { type Jump, useJump } from './use-jump'
import { useLogSearch } from './use-log-search'
import { useMetrics } from './use-metrics'
import { unwrapped, wrapped } from './wrapping'

/** Characters at both sides of the line numbers. */
const GUTTER_EDGES = 3
const LEAST_DIGITS = 4

/** A region that scrolls must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 }

/** The log of a run as it comes: every line of it, of which the page holds those in sight. */
export function LogView({
  watch,
  live,
  failures,
  answers,
  wish,
  onFailure,
}: {
  watch: RunWatch
  /** More may come. */
  live: boolean
  /** Lines (from 1) at which something failed. */
  failures: readonly number[]
  answers: readonly Answered[]
  wish: Jump | undefined
  onFailure: (() => void) | undefined
}) {
  const t = useTranslations('run.log')
  const { lines } = watch
  const growth = useGrowth(watch)
  const scroller = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [wrap, setWrap] = useState(true)
  const gutter = Math.max(LEAST_DIGITS, String(lines.count).length) + GUTTER_EDGES
  const metrics = useMetrics(scroller, gutter + 1)
  const { marks, update } = useMemo(() => createAnswerMarks(lines), [lines])
  update(answers)
  const rows = useMemo(
    () => (wrap ? wrapped(lines, metrics.columns, marks) : unwrapped(lines)),
    [lines, wrap, metrics.columns, marks],
  )
  const count = rows.count()
  const follow = useFollow(scroller, count)
  const search = useLogSearch(lines, growth)
  const jump = useJump({
    scroller,
    rows,
    rowHeight: metrics.row,
    lineCount: lines.count,
    wish,
    onJump: follow.letGo,
  })
  const failed = useMemo(() => new Set(failures.map((line) => line - 1)), [failures])

  function go(step: 1 | -1) {
    const top = scroller.current?.scrollTop ?? 0
    const line = search.go(step, rows.place(Math.floor(top / metrics.row)).line)
    if (line !== undefined) jump.show(line)
  }
  function pressed(event: KeyboardEvent) {
    const find = event.key === 'f' && (event.ctrlKey || event.metaKey)
    const slash = event.key === '/' && event.target === scroller.current
    if (!find && !slash) return
    event.preventDefault()
    input.current?.select()
    input.current?.focus()
  }
  function copied(event: ClipboardEvent) {
    const text = selectedText(lines, rows)
    if (text === undefined) return
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
  }
  async function copyAll() {
    const all = Array.from({ length: lines.count }, (_, at) => plainText(lines.raw(at))).join('\n')
    const done = await copyText(all)
    toast(done ? 'ok' : 'fail', t(done ? 'copied' : 'notCopied', { count: lines.count }))
  }

  return (
    <section
      aria-label={t('label')}
      onKeyDown={pressed}
      className="relative flex h-full min-h-0 flex-col overflow-hidden rounded-md border border-line"
    >
      <LogToolbar
        search={search}
        onGo={go}
        wrap={wrap}
        onWrap={() => setWrap(!wrap)}
        onCopy={copyAll}
        onFailure={onFailure}
        run={watch.id}
        input={input}
      />
      <section
        ref={scroller}
        aria-label={t('lines')}
        {...REACHABLE}
        onScroll={follow.onScroll}
        onCopy={copied}
        className="min-h-0 flex-1 overflow-auto overscroll-contain bg-sunken font-mono text-sm focus-visible:-outline-offset-2"
      >
        {lines.count === 0 && <p className="p-3 font-sans text-muted">{t(live ? 'empty' : 'none')}</p>}
        <LogRows
          scroller={scroller}
          lines={lines}
          rows={rows}
          count={count}
          metrics={metrics}
          following={follow.following}
          gutter={gutter}
          query={search.query}
          current={jump.shown}
          failed={failed}
          answers={marks}
        />
      </section>
      {!follow.following && (
        <div className="absolute right-4 bottom-3">
          <Button size="small" icon={ArrowDownToLine} onClick={follow.follow} className="shadow-lift">
            {t(live ? 'follow' : 'toEnd')}
          </Button>
        </div>
      )}
    </section>
  )
}
