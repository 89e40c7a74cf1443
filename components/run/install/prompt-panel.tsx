'use client'

import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { Checkbox } from '@/components/ui/form/checkbox'
import { SecretField } from '@/components/ui/form/secret-field'
import { TextField } from '@/components/ui/form/text-field'
import type { Prompt } from '@/lib/run/prompt'

/** Answers a prompt that Taskbox does not know. Use the prompt's id as `key`, so that each prompt starts empty. */
export function PromptPanel({ run, prompt }: { run: string; prompt: Prompt }) {
  const t = useTranslations('run.question')
  const [answer, setAnswer] = useState('')
  const [masked, setMasked] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()

  async function send(event: FormEvent) {
    event.preventDefault()
    setPending(true)
    const response = await request('runs.answer', { run, question: prompt.id, answer })
    // On success the next view has no prompt, which unmounts this panel.
    if (response.ok) return
    setPending(false)
    setFailure(response.failure)
  }
  const field = {
    label: t('label'),
    hideLabel: true,
    lines: 1 as const,
    value: answer,
    onChange: setAnswer,
    disabled: pending,
    className: 'min-w-0 flex-1 basis-64',
    note: failure && { severity: 'error' as const, text: <FailureText failure={failure} /> },
    hint: t('hint'),
  }
  return (
    <Notice tone="warn" live title={t('title')}>
      <p className="my-2 rounded-sm bg-surface px-2 py-1 font-mono text-sm break-words whitespace-pre-wrap">
        {prompt.text.trim() || t('noPrompt')}
      </p>
      <form onSubmit={send} className="flex flex-wrap items-start gap-x-3 gap-y-1">
        {masked ? <SecretField {...field} /> : <TextField {...field} mono />}
        <Button type="submit" variant="primary" pending={pending} pendingText={t('sending')}>
          {t('send')}
        </Button>
        <div className="w-full">
          <Checkbox checked={masked} onChange={setMasked} label={t('mask')} />
        </div>
      </form>
    </Notice>
  )
}
