'use client'

import { ArrowDown, ArrowUp, Copy, Download, KeyRound, TextWrap, TriangleAlert } from 'lucide-react'
import type { KeyboardEvent, Ref } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { CONTROL } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Tooltip } from '@/components/ui/tooltip'
import { logHref, useLogWithSecrets } from './log-with-secrets'
import type { LogSearch } from './use-log-search'

/** What can be done with the log: search, wrap, copy, keep, go to the failure. */
export function LogToolbar({
  search,
  onGo,
  wrap,
  onWrap,
  onCopy,
  onFailure,
  run,
  input,
}: {
  search: LogSearch
  onGo: (step: 1 | -1) => void
  wrap: boolean
  onWrap: () => void
  onCopy: () => void
  /** Undefined: nothing failed. */
  onFailure: (() => void) | undefined
  run: string
  input: Ref<HTMLInputElement>
}) {
  const t = useTranslations('run.log')
  const withSecrets = useLogWithSecrets(run)
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 border-b border-line bg-surface p-1.5">
      <SearchBox search={search} onGo={onGo} input={input} />
      <div className="ml-auto flex items-center">
        {onFailure && (
          <IconButton size="small" icon={TriangleAlert} label={t('toFailure')} onClick={onFailure} />
        )}
        <IconButton size="small" icon={TextWrap} label={t('wrap')} pressed={wrap} onClick={onWrap} />
        <IconButton size="small" icon={Copy} label={t('copy')} onClick={onCopy} />
        <Tooltip text={t('download')}>
          <a
            href={logHref(run)}
            aria-label={t('download')}
            className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
          >
            <Download aria-hidden size={16} strokeWidth={1.75} />
          </a>
        </Tooltip>
        <IconButton size="small" icon={KeyRound} label={t('downloadSecrets')} onClick={withSecrets.ask} />
        {withSecrets.dialog}
      </div>
    </div>
  )
}

function SearchBox({
  search,
  onGo,
  input,
}: {
  search: LogSearch
  onGo: (step: 1 | -1) => void
  input: Ref<HTMLInputElement>
}) {
  const t = useTranslations('run.log')
  const { query, matches, current } = search
  function pressed(event: KeyboardEvent) {
    if (event.key === 'Escape' && query) search.setQuery('')
    else if (event.key === 'Enter') onGo(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  return (
    <search className="flex min-w-0 flex-1 items-center gap-1">
      <input
        ref={input}
        type="text"
        aria-label={t('search')}
        placeholder={t('search')}
        value={query}
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={pressed}
        autoComplete="off"
        spellCheck={false}
        className={cx(CONTROL, 'h-7 max-w-64 px-2 text-sm')}
      />
      <IconButton size="small" icon={ArrowUp} label={t('previous')} onClick={() => onGo(-1)} />
      <IconButton size="small" icon={ArrowDown} label={t('next')} onClick={() => onGo(1)} />
      <span role="status" className="min-w-16 px-1 text-sm whitespace-nowrap text-muted">
        {query !== '' && t('found', { at: current === undefined ? 0 : current + 1, count: matches.length })}
      </span>
    </search>
  )
}
