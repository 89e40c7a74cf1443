'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '../cx'

const POPUP =
  'fixed z-40 flex flex-col border border-line bg-raised shadow-lift outline-none transition-[opacity,translate] duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0'

const SHAPES = {
  small:
    'top-1/2 left-1/2 w-[min(30rem,calc(100vw-1.5rem))] max-h-[calc(100dvh-3rem)] -translate-1/2 rounded-lg',
  large:
    'top-1/2 left-1/2 w-[min(48rem,calc(100vw-1.5rem))] max-h-[calc(100dvh-3rem)] -translate-1/2 rounded-lg',
  /** For tables. */
  wide: 'top-1/2 left-1/2 w-[min(76rem,calc(100vw-1.5rem))] max-h-[calc(100dvh-1.5rem)] -translate-1/2 rounded-lg',
  /** A panel that slides in from the right. */
  side: 'inset-y-0 right-0 w-[min(26rem,100vw)] border-y-0 border-r-0 data-starting-style:translate-x-4 data-ending-style:translate-x-4',
  /** A wider panel on the right. */
  wideSide:
    'inset-y-0 right-0 w-[min(42rem,100vw)] border-y-0 border-r-0 data-starting-style:translate-x-4 data-ending-style:translate-x-4',
} as const

const FIELD = 'input:not([type="file"]):not([tabindex="-1"]),textarea,select'

/** The first field of a dialog, else its first button or link: the close button is first in the order of Tab only. */
function firstControl(body: HTMLElement | null): HTMLElement | null {
  return body?.querySelector<HTMLElement>(FIELD) ?? body?.querySelector<HTMLElement>('button,a[href]') ?? null
}

/** A modal dialog or a side panel, which opens on its first field. Escape and the close button close it, and the previous focus is restored. */
export function Dialog({
  open,
  onClose,
  title,
  text,
  shape = 'small',
  footer,
  initialFocus,
  children,
}: {
  open: boolean
  onClose: () => void
  title: string
  text?: ReactNode
  shape?: keyof typeof SHAPES
  footer?: ReactNode
  initialFocus?: RefObject<HTMLElement | null>
  children?: ReactNode
}) {
  const t = useTranslations('wizard.dialog')
  const body = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cx(POPUP, SHAPES[shape])}
          initialFocus={initialFocus ?? ((type) => type === 'touch' || firstControl(body.current) || true)}
        >
          <div className="flex items-start gap-3 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {text && <Base.Description className="mt-1 text-muted">{text}</Base.Description>}
            </div>
            <Base.Close
              aria-label={t('close')}
              className="-mt-1 -mr-2 flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden size={16} />
            </Base.Close>
          </div>
          <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
            {children}
          </div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
