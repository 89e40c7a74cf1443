'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { InlineForm } from '@/components/ui/form/inline-form'
import { Dialog } from '@/components/ui/overlay/dialog'

/** A dialog that changes several hosts. */
export function BulkDialog({
  title,
  text,
  count,
  onApply,
  onClose,
  children,
}: {
  title: string
  text: string
  /** Number of hosts to change. */
  count: number
  onApply: () => void
  onClose: () => void
  children: ReactNode
}) {
  const t = useTranslations('hosts.bulk')
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      text={text}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" onClick={onApply}>
            {t('apply', { count })}
          </Button>
        </>
      }
    >
      <InlineForm onSubmit={onApply}>
        {children}
        {/* Enter in a field needs a button of the form. */}
        <button type="submit" hidden />
      </InlineForm>
    </Dialog>
  )
}
