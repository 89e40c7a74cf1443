'use client'

import { FileSearch } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Brand } from '@/components/app-shell/brand'
import { Preferences } from '@/components/app-shell/preferences'
import type { Theme } from '@/components/app-shell/theme'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import { Notice } from '@/components/ui/feedback/notice'
import { LogExplanation } from './log-explanation'
import { useExplanation } from './use-explanation'

/** Explains a log file in the browser; the file is not uploaded. */
export function ExplainPage({ theme }: { theme: Theme }) {
  const t = useTranslations('explain')
  const home = useTranslations('home')
  const { file, percent, explained, reason, excerpt, choose, showLine } = useExplanation()
  const input = useRef<HTMLInputElement>(null)
  const [isDraggedOver, setDraggedOver] = useState(false)

  function onDrop(event: DragEvent) {
    event.preventDefault()
    setDraggedOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped) choose(dropped)
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 flex h-(--header-height) items-center gap-4 border-b border-line bg-surface px-3 sm:px-4">
        <Brand label={home('title')} />
        <div className="ml-auto">
          <Preferences theme={theme} />
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 py-8 sm:px-6">
        <h1 className="text-xl font-semibold">{t('heading')}</h1>
        <section
          aria-label={t('choose')}
          onDragOver={(event) => {
            event.preventDefault()
            setDraggedOver(true)
          }}
          onDragLeave={() => setDraggedOver(false)}
          onDrop={onDrop}
          className={cx(
            'flex flex-col items-start gap-3 rounded-md border border-dashed border-line p-4',
            isDraggedOver && 'bg-accent-soft',
          )}
        >
          <p className="max-w-2xl text-muted">{t('lead')}</p>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t('choose')}
            onChange={(event) => {
              const chosen = event.target.files?.[0]
              if (chosen) choose(chosen)
              event.target.value = ''
            }}
          />
          <Button icon={FileSearch} onClick={() => input.current?.click()}>
            {t('choose')}
          </Button>
          {file && <p className="font-mono text-sm break-all">{file.name}</p>}
        </section>
        {file && !explained && !reason && (
          <p role="status" className="text-muted tabular-nums">
            {t('reading', { name: file.name, percent })}
          </p>
        )}
        {file && reason && <Notice tone="fail" live title={t('unreadable', { name: file.name, reason })} />}
        {explained && <LogExplanation log={explained} excerpt={excerpt} onLine={showLine} />}
      </main>
    </div>
  )
}
