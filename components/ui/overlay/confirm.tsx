'use client'

import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../button/button'

/**
 * Confirms a dangerous action. The title is a question that names the object ("Stop the install of demo on 3 hosts?"),
 * `action` is the verb on the button. The initial focus is on Cancel.
 */
export function Confirm({
  open,
  title,
  text,
  action,
  danger = true,
  pending = false,
  onConfirm,
  onCancel,
}: {
  open: boolean
  title: ReactNode
  text?: ReactNode
  action: string
  danger?: boolean
  pending?: boolean
  onConfirm: () => void
  onCancel: () => void
}) {
  const t = useTranslations('wizard.dialog')
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <AlertDialog.Popup className="fixed top-1/2 left-1/2 z-40 w-[min(28rem,calc(100vw-1.5rem))] -translate-1/2 rounded-lg border border-line bg-raised p-5 shadow-lift outline-none">
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          {text && <AlertDialog.Description className="mt-1.5 text-muted">{text}</AlertDialog.Description>}
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Button onClick={onCancel}>{t('cancel')}</Button>
            <Button variant={danger ? 'danger' : 'primary'} pending={pending} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
