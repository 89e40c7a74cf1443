'use client'

import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { type Tone, ToneIcon } from '../feedback/tone'

const manager = Toast.createToastManager<{ tone: Tone }>()

/** Long enough to read the message and reach its button. */
const UNDO_MS = 12_000

/** Shows a transient message, optionally with an undo action. Not for messages that must be read. */
export function toast(tone: Tone, title: string, undo?: { label: string; onUndo: () => void }): void {
  if (!undo) {
    manager.add({ title, data: { tone } })
    return
  }
  const onClick = () => {
    undo.onUndo()
    manager.close(id)
  }
  const id = manager.add({
    title,
    data: { tone },
    timeout: UNDO_MS,
    actionProps: { children: undo.label, onClick },
  })
}

/** Renders toasts. Include it once per page. */
export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} timeout={6000} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-[calc(var(--bottom-inset)+1rem)] z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const t = useTranslations('wizard.dialog')
  const { toasts } = Toast.useToastManager<{ tone: Tone }>()
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className="rounded-md border border-line bg-raised shadow-lift transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2.5 py-2 pr-2 pl-3">
        <ToneIcon tone={item.data?.tone ?? 'info'} />
        <Toast.Title className="min-w-0 flex-1" />
        {item.actionProps && (
          <Toast.Action className="rounded-sm px-2 py-1 font-medium text-accent hover:bg-hover" />
        )}
        <Toast.Close
          aria-label={t('close')}
          className="flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover"
        >
          <X aria-hidden size={14} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
