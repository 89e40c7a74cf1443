'use client'

import { FileSearch } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Brand } from '@/components/app-shell/brand'
import { Preferences } from '@/components/app-shell/preferences'
import type { Theme } from '@/components/app-shell/theme'
import { Button } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { Notice } from '@/components/ui/notice'
import { LogExplanation } from './explained-log'
import { useExplanation } from './use-explanation'

/** A log file, dropped in, explained in the browser. */
export function ExplainPage({ theme }: { theme: Theme }) {
  const t = useTranslations('explain')
  const home = useTranslations('home')
  const explained = useExplanation()
  const { file, read, reason, percent } = explained
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)

  function dropped(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const found = event.dataTransfer.files[0]
    if (found) explained.choose(found)
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
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={dropped}
          className={cx(
            'flex flex-col items-start gap-3 rounded-md border border-dashed border-line p-4',
            over && 'bg-accent-soft',
          )}
        >
          <p className="max-w-2xl text-muted">{t('lead')}</p>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t('choose')}
            onChange={(event) => {
              const found = event.target.files?.[0]
              if (found) explained.choose(found)
              event.target.value = ''
            }}
          />
          <Button icon={FileSearch} onClick={() => input.current?.click()}>
            {t('choose')}
          </Button>
          {file && <p className="font-mono text-sm break-all">{file.name}</p>}
        </section>
        {file && !read && !reason && (
          <p role="status" className="text-muted tabular-nums">
            {t('reading', { name: file.name, percent })}
          </p>
        )}
        {file && reason && <Notice tone="fail" live title={t('unreadable', { name: file.name, reason })} />}
        {read && <LogExplanation read={read} shown={explained.shown} onLine={explained.show} />}
      </main>
    </div>
  )
}
