'use client'

import { MessageCircleQuestionMark } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/feedback/live-region'
import { Notice } from '@/components/ui/feedback/notice'
import type { RunView } from '@/lib/contract/run'
import type { Prompt } from '@/lib/run/prompt'
import { AnswerForm } from './answer-form'
import { lastLine } from './last-line'

/** The prompt that a person must answer; undefined if the run does not wait, or Taskbox answers it. */
export function openPrompt({ state, question }: Pick<RunView, 'state' | 'question'>): Prompt | undefined {
  return state === 'waiting' && question?.known === undefined ? question : undefined
}

/** The pending prompt, with a field for the answer. A viewer sees the question only. */
export function RunPrompt({ view, viewer = false }: { view: RunView; viewer?: boolean }) {
  const isTyping = useRef(false)
  const prompt = openPrompt(view)
  if (!prompt) return null
  return (
    <PromptCard key={prompt.id} prompt={prompt} titleKey={viewer ? 'viewerTitle' : 'title'}>
      {viewer ? <ViewerHint /> : <AnswerForm run={view.id} prompt={prompt} isTyping={isTyping} />}
    </PromptCard>
  )
}

function PromptCard({
  prompt,
  titleKey,
  children,
}: {
  prompt: Prompt
  titleKey: 'title' | 'viewerTitle'
  children: ReactNode
}) {
  const t = useTranslations('run.question')
  const title = t(titleKey)
  const question = lastLine(prompt.text)
  useEffect(() => announce(question ? t('announce', { title, question }) : title), [question, title, t])
  return (
    <section aria-label={title}>
      <Notice tone="warn" shape={MessageCircleQuestionMark} title={title}>
        <PrintedLines text={prompt.text} />
        {children}
      </Notice>
    </section>
  )
}

/** A scrollable region must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/** The lines that the installer printed last. The last one is usually the question, so they are scrolled to it. */
function PrintedLines({ text }: { text: string }) {
  const t = useTranslations('run.question')
  const lines = text.trimEnd().split('\n')
  if (lines.every((line) => line.trim() === '')) return <p className="mt-1 mb-3">{t('noText')}</p>
  return (
    <section
      aria-label={t('printed')}
      {...FOCUSABLE}
      className="mt-2 mb-3 flex max-h-44 flex-col-reverse overflow-y-auto rounded-sm bg-surface px-2.5 py-1.5"
    >
      <pre className="font-mono text-sm break-words whitespace-pre-wrap">
        {lines.length > 1 && <span className="text-muted">{`${lines.slice(0, -1).join('\n')}\n`}</span>}
        <span className="font-medium">{lines.at(-1)}</span>
      </pre>
    </section>
  )
}

function ViewerHint() {
  const t = useTranslations('run.question')
  return <p className="text-muted">{t('viewer')}</p>
}
