'use client'

import { type FormEvent, type RefObject, useEffect, useId, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { request } from '@/components/socket/request'
import { Button } from '@/components/ui/button/button'
import type { Prompt } from '@/lib/run/prompt'
import { lastLine } from './last-line'
import { LineField } from './line-field'
import { mayMoveFocus } from './may-move-focus'
import { type Line, useLine } from './use-line'

/** Answers a prompt. Use the prompt's id as `key`, so that each prompt starts empty. */
export function AnswerForm({
  run,
  prompt,
  isTyping,
}: {
  run: string
  prompt: Prompt
  /** Whether the user was typing an answer when its prompt disappeared. Shared by the forms of a run. */
  isTyping: RefObject<boolean>
}) {
  const t = useTranslations('run.question')
  const base = useId()
  // Masking replaces the element, so the new one needs the focus again.
  const id = prompt.hidden ? `${base}-hidden` : base
  const question = lastLine(prompt.text)
  const line = useLine(id, (answer) => request('runs.answer', { run, question: prompt.id, answer }))
  useFocusOnAppear(id, isTyping, line)

  function submit(event: FormEvent) {
    event.preventDefault()
    void line.send()
  }
  return (
    <form onSubmit={submit}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <LineField
          id={id}
          label={question ? t('labelFor', { question }) : t('label')}
          hideLabel
          hint={t(prompt.hidden ? 'hiddenHint' : 'hint')}
          masked={prompt.hidden}
          value={line.text}
          onChange={line.setText}
          disabled={line.isPending}
          failure={line.failure}
          className="min-w-0 flex-1 basis-64"
        />
        <Button
          type="submit"
          variant="primary"
          pending={line.isPending}
          pendingText={t('sending')}
          className="max-sm:w-full"
        >
          {t('send')}
        </Button>
      </div>
      <Suggestions answers={prompt.suggestions} disabled={line.isPending} onSend={line.send} />
    </form>
  )
}

/** Buttons that fill the field and send the answer. */
function Suggestions({
  answers,
  disabled,
  onSend,
}: {
  answers: readonly string[]
  disabled: boolean
  onSend: (answer: string) => void
}) {
  const t = useTranslations('run.question')
  if (answers.length === 0) return null
  return (
    <fieldset className="mt-1 flex flex-wrap items-center gap-2">
      <legend className="sr-only">{t('suggestions')}</legend>
      <span aria-hidden className="text-sm text-muted">
        {t('suggestions')}
      </span>
      {answers.map((answer) => (
        <Button
          key={answer}
          size="small"
          disabled={disabled}
          title={t('sendSuggestion', { answer: answer || t('enter') })}
          className="font-mono"
          onClick={() => onSend(answer)}
        >
          {answer || t('enter')}
        </Button>
      ))}
    </fieldset>
  )
}

/**
 * Focuses the field when it appears, unless the user is typing elsewhere. Keys for an earlier prompt that has just
 * disappeared must not answer this one. On a step that has just been opened, the title receives the focus first.
 */
function useFocusOnAppear(id: string, isTyping: RefObject<boolean>, { text, isPending }: Line): void {
  const wasTyping = useRef(isTyping.current)
  useEffect(() => {
    isTyping.current = text !== '' && !isPending
  })
  useEffect(() => {
    if (wasTyping.current) return
    const timer = setTimeout(() => {
      if (mayMoveFocus(document.activeElement)) document.getElementById(id)?.focus()
    })
    return () => clearTimeout(timer)
  }, [id])
}
