'use client'

import { Keyboard } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { request } from '@/components/socket/request'
import { Button } from '@/components/ui/button/button'
import { IconButton } from '@/components/ui/button/icon-button'
import { Checkbox } from '@/components/ui/form/checkbox'
import { Dialog } from '@/components/ui/overlay/dialog'
import { toast } from '@/components/ui/overlay/toast'
import type { RunState } from '@/lib/run/state'
import { hasEnded } from '../plays'
import { LineField } from './line-field'
import { useLine } from './use-line'

/** Opens a dialog that types a line into the installer's terminal. Hidden after the run has ended. */
export function SendLine({ run, state }: { run: string; state: RunState }) {
  const t = useTranslations('run.line')
  const [isOpen, setOpen] = useState(false)
  if (hasEnded(state)) return null
  return (
    <>
      <IconButton
        size="small"
        icon={Keyboard}
        label={t('open')}
        disabled={state !== 'running' && state !== 'waiting'}
        onClick={() => setOpen(true)}
      />
      <SendLineDialog run={run} open={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}

function SendLineDialog({ run, open, onClose }: { run: string; open: boolean; onClose: () => void }) {
  const t = useTranslations('run.line')
  const cancel = useTranslations('wizard.dialog')('cancel')
  const [id, form] = [useId(), useId()]
  const input = useRef<HTMLInputElement>(null)
  const [masked, setMasked] = useState(false)
  const line = useLine(id, (text) => request('runs.send-line', { run, line: text }))

  function close() {
    line.clear()
    setMasked(false)
    onClose()
  }
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!(await line.send())) return
    close()
    toast('ok', t('sent'))
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={t('title')}
      text={t('text')}
      initialFocus={input}
      footer={
        <>
          <Button onClick={close}>{cancel}</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            pending={line.isPending}
            pendingText={t('sending')}
          >
            {t('send')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-2">
        <LineField
          id={id}
          ref={input}
          label={t('label')}
          hint={t('hint')}
          masked={masked}
          value={line.text}
          onChange={line.setText}
          disabled={line.isPending}
          failure={line.failure}
        />
        <Checkbox checked={masked} onChange={setMasked} label={t('hide')} hint={t('hideHint')} />
      </form>
    </Dialog>
  )
}
