'use client'

import { ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { PLAY_STATUS, TASK_STATUS } from '@/components/status/run-status'
import { isMuted } from '@/components/status/status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/tone'
import type { RunView } from '@/lib/contract/run'
import { type Play, type TaskState, taskState, toPlays } from './plays'

/** Of a long phase, the last tasks are shown; the earlier ones when one asks. */
const MAX_VISIBLE_TASKS = 40
/** So of a long run, which has no more phases than these unless it is many runs in one log. */
const MAX_VISIBLE_PLAYS = 60

/**
 * What the installer has done and does: a phase a play, the last that is not done open (a log from anywhere may hold
 * hundreds that failed). A task leads to its line in the log.
 */
export function PlayList({ view, onLine }: { view: RunView; onLine: (line: number) => void }) {
  const t = useTranslations('run.phases')
  const phases = toPlays(view)
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map())
  const autoExpanded = phases.findLast(({ state }) => state !== 'done')
  const isOpen = (phase: Play) => toggled.get(phase.key) ?? phase === autoExpanded
  const [all, setAll] = useState(false)
  const earlier = phases.length - MAX_VISIBLE_PLAYS
  const hidden = all
    ? 0
    : Math.max(0, autoExpanded ? Math.min(earlier, phases.indexOf(autoExpanded)) : earlier)
  return (
    <section
      aria-label={t('title')}
      className="max-h-80 min-h-0 overflow-y-auto rounded-md border border-line bg-surface lg:max-h-none"
    >
      {phases.length === 0 && <p className="p-3 text-muted">{t('none')}</p>}
      {hidden > 0 && (
        <Button size="small" look="quiet" className="m-1" onClick={() => setAll(true)}>
          {t('earlierPhases', { count: hidden })}
        </Button>
      )}
      <ol className="divide-y divide-line">
        {phases.slice(hidden).map((phase) => (
          <li key={phase.key}>
            <PlayButton
              phase={phase}
              open={isOpen(phase)}
              onToggle={() => setToggled(new Map(toggled).set(phase.key, !isOpen(phase)))}
            />
            {isOpen(phase) && <Tasks phase={phase} onLine={onLine} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

function PlayButton({ phase, open, onToggle }: { phase: Play; open: boolean; onToggle: () => void }) {
  const t = useTranslations('run.phases')
  const { name, state, tasks, failed } = phase
  const status = PLAY_STATUS[state]
  const { title, help } = useStatusText()(status)
  return (
    <button
      type="button"
      title={help}
      aria-expanded={open}
      onClick={onToggle}
      className="flex w-full items-baseline gap-2 px-2.5 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
    >
      <StatusIcon status={status} className="translate-y-0.5" />
      <span className="min-w-0 flex-1 font-medium break-words">
        {name || t('unnamed')} <span className="sr-only">{title}</span>
      </span>
      <span className={cx('shrink-0 text-sm', failed > 0 ? 'text-fail' : 'text-muted')}>
        {failed > 0 ? t('failed', { count: failed }) : t('tasks', { count: tasks.length })}
      </span>
      <ChevronRight
        aria-hidden
        size={14}
        className={cx('shrink-0 translate-y-0.5 text-muted', open && 'rotate-90')}
      />
    </button>
  )
}

function Tasks({ phase, onLine }: { phase: Play; onLine: (line: number) => void }) {
  const t = useTranslations('run.phases')
  const [all, setAll] = useState(false)
  const hidden = all ? 0 : Math.max(0, phase.tasks.length - MAX_VISIBLE_TASKS)
  const last = phase.tasks.length - 1
  return (
    <div className="pb-1.5">
      {hidden > 0 && (
        <Button size="small" look="quiet" className="ml-6" onClick={() => setAll(true)}>
          {t('earlier', { count: hidden })}
        </Button>
      )}
      <ol>
        {phase.tasks.slice(hidden).map((task, at) => {
          const state = taskState(task, phase.state === 'current' && at + hidden === last)
          return (
            <Task
              key={task.line}
              name={task.name}
              line={task.line}
              state={state}
              count={state === 'current' || state === 'skipped' ? 0 : task[state]}
              onLine={onLine}
            />
          )
        })}
      </ol>
    </div>
  )
}

const Task = memo(function Task({
  name,
  line,
  state,
  count,
  onLine,
}: {
  name: string
  line: number
  state: TaskState
  count: number
  onLine: (line: number) => void
}) {
  const t = useTranslations('run.phases')
  const status = TASK_STATUS[state]
  const { title, help } = useStatusText()(status, { count })
  return (
    <li>
      <button
        type="button"
        title={`${help} ${t('toLine', { line })}`}
        onClick={() => onLine(line)}
        className="flex w-full items-baseline gap-2 py-0.75 pr-2.5 pl-7 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <StatusIcon status={status} size={12} className="translate-y-0.5" />
        <span className="min-w-0 flex-1 break-words">{name || t('unnamed')}</span>
        <span className={cx('shrink-0 text-xs', isMuted(status) ? 'text-muted' : TONES[status.tone].text)}>
          {title}
        </span>
      </button>
    </li>
  )
})
