'use client'

/** Buttons that open what explains a run to other people. */

import { LifeBuoy, SquareTerminal } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import type { RunView } from '@/lib/contract/run'

const SupportDialog = dynamic(() => import('./support-dialog').then((module) => module.SupportDialog), {
  ssr: false,
})
const CommandsDialog = dynamic(() => import('./commands-dialog').then((module) => module.CommandsDialog), {
  ssr: false,
})

export function SupportButton({
  run,
  viewer = false,
  size = 'small',
}: {
  run: string
  viewer?: boolean
  size?: 'small' | 'normal'
}) {
  const t = useTranslations('run.support')
  const [isOpen, setOpen] = useState(false)
  const look = size === 'small' ? ({ size, variant: 'quiet' } as const) : {}
  return (
    <>
      <Button {...look} icon={LifeBuoy} onClick={() => setOpen(true)}>
        {t('button')}
      </Button>
      {isOpen && <SupportDialog run={run} viewer={viewer} onClose={() => setOpen(false)} />}
    </>
  )
}

export function CommandsButton({ view }: { view: RunView }) {
  const t = useTranslations('run.commands')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="quiet" icon={SquareTerminal} onClick={() => setOpen(true)}>
        {t('button')}
      </Button>
      {isOpen && <CommandsDialog view={view} onClose={() => setOpen(false)} />}
    </>
  )
}
