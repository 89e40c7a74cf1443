'use client'

import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { LocalTime } from '@/components/text/local-time'
import type { PromptAnswer } from '@/lib/run/prompt'
import { lastLine } from './last-line'

/** The prompts that were answered, oldest first. */
export function AnswerList({ answers }: { answers: readonly PromptAnswer[] }) {
  const t = useTranslations('run.answers')
  if (answers.length === 0) return null
  return (
    <details className="group text-sm">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-sm text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden size={14} className="group-open:rotate-90" />
        {t('title', { count: answers.length })}
      </summary>
      <ul className="mt-2 grid divide-y divide-line rounded-md border border-line bg-surface sm:grid-cols-[minmax(0,1fr)_fit-content(16rem)_auto]">
        {answers.map((answer) => (
          <Answer key={`${answer.at} ${answer.question}`} answer={answer} />
        ))}
      </ul>
    </details>
  )
}

function Answer({ answer: { question, answer, hidden, by, at } }: { answer: PromptAnswer }) {
  const t = useTranslations('run.answers')
  const enter = useTranslations('run.question')('enter')
  const substitute = hidden ? t('hidden') : hidden === false ? enter : t('notRecorded')
  return (
    <li className="grid gap-x-6 gap-y-1 px-3 py-2 sm:col-span-3 sm:grid-cols-subgrid sm:items-baseline">
      <span className="min-w-0 font-mono break-words">{lastLine(question) || t('noText')}</span>
      <span className="min-w-0 font-mono font-medium break-words">
        {answer || <span className="font-sans font-normal text-muted">{substitute}</span>}
      </span>
      <span className="text-muted">
        {t(by)} · <LocalTime at={at} />
      </span>
    </li>
  )
}
