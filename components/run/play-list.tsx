'use client'

import { ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { PLAY_STATUS, TASK_STATUS } from '@/components/status/run-status'
import { isMuted } from '@/components/status/status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'
import type { RunView } from '@/lib/contract/run'
import { type Play, type TaskState, taskState, toPlays } from './plays'

/** Of a long play, only the last tasks are shown until it is expanded. */
const MAX_VISIBLE_TASKS = 40
/** Of a long run, only the last plays are shown. A log with more plays contains many playbook runs. */
const MAX_VISIBLE_PLAYS = 60

/**
 * The plays and tasks of a run. Only the last play that is not done is expanded initially, since a log may contain
 * hundreds of failed plays. A task links to its line in the log.
 */
export function PlayList({ view, onLine }: { view: RunView; onLine: (line: number) => void }) {
  const t = useTranslations('run.plays')
  const plays = toPlays(view)
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map())
  const autoExpanded = plays.findLast(({ state }) => state !== 'done')
  const isOpen = (play: Play) => toggled.get(play.key) ?? play === autoExpanded
  const [isExpanded, setExpanded] = useState(false)
  const earlier = plays.length - MAX_VISIBLE_PLAYS
  const hidden = isExpanded
    ? 0
    : Math.max(0, autoExpanded ? Math.min(earlier, plays.indexOf(autoExpanded)) : earlier)
  return (
    <section
      aria-label={t('title')}
      className="max-h-80 min-h-0 overflow-y-auto rounded-md border border-line bg-surface lg:max-h-none"
    >
      {plays.length === 0 && <p className="p-3 text-muted">{t('none')}</p>}
      {hidden > 0 && (
        <Button size="small" variant="quiet" className="m-1" onClick={() => setExpanded(true)}>
          {t('earlierPlays', { count: hidden })}
        </Button>
      )}
      <ol className="divide-y divide-line">
        {plays.slice(hidden).map((play) => (
          <li key={play.key}>
            <PlayButton
              play={play}
              open={isOpen(play)}
              onToggle={() => setToggled(new Map(toggled).set(play.key, !isOpen(play)))}
            />
            {isOpen(play) && <Tasks play={play} onLine={onLine} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

function PlayButton({ play, open, onToggle }: { play: Play; open: boolean; onToggle: () => void }) {
  const t = useTranslations('run.plays')
  const { name, state, tasks, failed } = play
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

function Tasks({ play, onLine }: { play: Play; onLine: (line: number) => void }) {
  const t = useTranslations('run.plays')
  const [isExpanded, setExpanded] = useState(false)
  const hidden = isExpanded ? 0 : Math.max(0, play.tasks.length - MAX_VISIBLE_TASKS)
  const last = play.tasks.length - 1
  return (
    <div className="pb-1.5">
      {hidden > 0 && (
        <Button size="small" variant="quiet" className="ml-6" onClick={() => setExpanded(true)}>
          {t('earlier', { count: hidden })}
        </Button>
      )}
      <ol>
        {play.tasks.slice(hidden).map((task, at) => {
          const state = taskState(task, play.state === 'current' && at + hidden === last)
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
  const t = useTranslations('run.plays')
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
