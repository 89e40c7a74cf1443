'use client'

import {
  ArrowDown,
  ArrowUp,
  Copy,
  Download,
  FoldVertical,
  KeyRound,
  TextWrap,
  TriangleAlert,
} from 'lucide-react'
import { type KeyboardEvent, memo, type Ref } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { CONTROL } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { SelectField } from '@/components/ui/select-field'
import { RESULT_STATUSES } from '@/lib/contract/log'
import { useLogDownload, useUnredactedLogDownload } from './log-download'
import type { FilterControls } from './use-log-filter'
import { type LogSearch, MAX_QUERY_CHARS } from './use-log-search'

/**
 * What can be done with the log: search, show parts of it, wrap, copy, keep, go to the failure. Not drawn again as the
 * log grows: all that it is given stays the same.
 */
export const LogToolbar = memo(function LogToolbar({
  search,
  chooser,
  hosts,
  wrap,
  onWrap,
  onCopy,
  onFailure,
  run,
  viewer,
  input,
}: {
  search: LogSearch
  chooser: FilterControls
  hosts: readonly string[]
  wrap: boolean
  onWrap: () => void
  onCopy: () => void
  /** Undefined: nothing failed. */
  onFailure: (() => void) | undefined
  run: string
  /** Opened by a view-only link: secrets are not offered. */
  viewer: boolean
  input: Ref<HTMLInputElement>
}) {
  const t = useTranslations('run.log')
  const saveLog = useLogDownload(run)
  const withSecrets = useUnredactedLogDownload(run)
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 border-b border-line bg-surface p-1.5">
      <SearchBox search={search} input={input} />
      <FilterSelects chooser={chooser} hosts={hosts} />
      <div className="ml-auto flex items-center">
        {onFailure && (
          <IconButton size="small" icon={TriangleAlert} label={t('toFailure')} onClick={onFailure} />
        )}
        <IconButton
          size="small"
          icon={FoldVertical}
          label={t('foldAll')}
          pressed={chooser.choice.folded.size > 0}
          onClick={chooser.foldAll}
        />
        <IconButton size="small" icon={TextWrap} label={t('wrap')} pressed={wrap} onClick={onWrap} />
        <IconButton size="small" icon={Copy} label={t('copy')} onClick={onCopy} />
        <IconButton size="small" icon={Download} label={t('download')} onClick={saveLog} />
        {!viewer && (
          <IconButton size="small" icon={KeyRound} label={t('downloadSecrets')} onClick={withSecrets.ask} />
        )}
        {withSecrets.dialog}
      </div>
    </div>
  )
})

const ALL = ''

/** Whose lines are shown, and which. */
function FilterSelects({ chooser, hosts }: { chooser: FilterControls; hosts: readonly string[] }) {
  const t = useTranslations('run.log')
  const { choice, choose } = chooser
  const names = [...new Set([...hosts, ...chooser.hosts])]
  return (
    <div className="flex items-center gap-1">
      <SelectField
        label={t('host')}
        hideLabel
        lines={0}
        small
        className="w-32"
        value={choice.host ?? ALL}
        options={[
          { value: ALL, label: t('allHosts') },
          ...names.map((name) => ({ value: name, label: name })),
        ]}
        onChange={(host) => choose({ host: host || undefined })}
      />
      <SelectField
        label={t('status')}
        hideLabel
        lines={0}
        small
        className="w-32"
        value={choice.status ?? ALL}
        options={[
          { value: ALL, label: t('allResults') },
          ...RESULT_STATUSES.map((status) => ({ value: status, label: t(`results.${status}`) })),
        ]}
        onChange={(value) => choose({ status: RESULT_STATUSES.find((status) => status === value) })}
      />
    </div>
  )
}

function SearchBox({ search, input }: { search: LogSearch; input: Ref<HTMLInputElement> }) {
  const t = useTranslations('run.log')
  const { query, count, current, isDone, go } = search
  function pressed(event: KeyboardEvent) {
    if (event.key === 'Escape' && query) search.setQuery('')
    else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  return (
    <search className="flex min-w-0 flex-1 basis-72 items-center gap-1">
      <input
        ref={input}
        type="text"
        aria-label={t('search')}
        placeholder={t('search')}
        value={query}
        maxLength={MAX_QUERY_CHARS}
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={pressed}
        autoComplete="off"
        spellCheck={false}
        className={cx(CONTROL, 'h-7 max-w-64 min-w-24 px-2 text-sm')}
      />
      <IconButton size="small" icon={ArrowUp} label={t('previous')} onClick={() => go(-1)} />
      <IconButton size="small" icon={ArrowDown} label={t('next')} onClick={() => go(1)} />
      <span role="status" className="min-w-16 px-1 text-sm whitespace-nowrap text-muted tabular-nums">
        {query !== '' &&
          (count === 0 && !isDone
            ? t('searching')
            : t('found', { at: current === undefined ? 0 : current + 1, count }))}
      </span>
    </search>
  )
}
