'use client'

import { type ReactNode, type RefObject, useId } from 'react'
import { useTranslations } from 'use-intl'
import type { RequestError } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { TextField } from '@/components/ui/form/text-field'
import { Dialog } from '@/components/ui/overlay/dialog'

/** A dialog that starts an operation: its choices, why the start failed, and the button. */
export function OperationDialog({
  title,
  text,
  action,
  danger = false,
  disabled = false,
  start: { pending, failure, confirmation },
  initialFocus,
  onStart,
  onClose,
  children,
}: {
  title: string
  text: ReactNode
  action: string
  danger?: boolean
  disabled?: boolean
  start: { pending: boolean; failure: RequestError | undefined; confirmation: ReactNode }
  initialFocus: RefObject<HTMLElement | null>
  onStart: () => void
  onClose: () => void
  children?: ReactNode
}) {
  const t = useTranslations('operations')
  const form = useId()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      text={text}
      initialFocus={initialFocus}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            type="submit"
            form={form}
            pending={pending}
            disabled={disabled}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          // Enter in a field submits even while the button is inactive.
          if (!disabled && !pending) onStart()
        }}
        className="flex flex-col gap-4"
      >
        {children}
        {failure && <FailureNotice failure={failure} title={t('notStarted')} />}
      </form>
      {confirmation}
    </Dialog>
  )
}

/** The name of the cluster, typed to confirm that its data is deleted. */
export function ConfirmNameField({
  name,
  value,
  onChange,
  ref,
}: {
  name: string
  value: string
  onChange: (value: string) => void
  ref?: RefObject<HTMLInputElement | null>
}) {
  const t = useTranslations('operations')
  return (
    <TextField
      {...(ref && { ref })}
      label={t('confirmName')}
      hint={t('confirmNameHint', { name })}
      lines={1}
      mono
      value={value}
      onChange={onChange}
    />
  )
}
