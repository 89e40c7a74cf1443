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
import { IconButton } from '@/components/ui/button/icon-button'
import { cx } from '@/components/ui/cx'
import { CONTROL } from '@/components/ui/form/field'
import { SelectField } from '@/components/ui/form/select-field'
import { RESULT_STATUSES } from '@/lib/log/ansible/event'
import type { RunState } from '@/lib/run/state'
import { SendLine } from '../../prompt/send-line'
import { useLogDownload, useUnredactedLogDownload } from '../log-download'
import type { FilterControls } from './use-log-filter'
import { type LogSearch, MAX_QUERY_CHARS } from './use-log-search'

/**
 * The toolbar of the log: search, filters, folding, wrapping, copy, download, input. Memoized with stable props, so it does not
 * re-render as the log grows.
 */
export const LogToolbar = memo(function LogToolbar({
  search,
  controls,
  hosts,
  wrap,
  onWrap,
  onCopy,
  onFailure,
  run,
  state,
  viewer,
  input,
}: {
  search: LogSearch
  controls: FilterControls
  hosts: readonly string[]
  wrap: boolean
  onWrap: () => void
  onCopy: () => void
  /** Jumps to the first failure; undefined if no task failed. */
  onFailure: (() => void) | undefined
  run: string
  state: RunState
  /** Viewers of a share link cannot download the log with secrets, or type into the installer's terminal. */
  viewer: boolean
  input: Ref<HTMLInputElement>
}) {
  const t = useTranslations('run.log')
  const saveLog = useLogDownload(run)
  const unredacted = useUnredactedLogDownload(run)
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 border-b border-line bg-surface p-1.5">
      <SearchBox search={search} input={input} />
      <FilterSelects controls={controls} hosts={hosts} />
      <div className="ml-auto flex items-center">
        {onFailure && (
          <IconButton size="small" icon={TriangleAlert} label={t('toFailure')} onClick={onFailure} />
        )}
        <IconButton
          size="small"
          icon={FoldVertical}
          label={t('foldAll')}
          pressed={controls.filter.folded.size > 0}
          onClick={controls.foldAll}
        />
        <IconButton size="small" icon={TextWrap} label={t('wrap')} pressed={wrap} onClick={onWrap} />
        <IconButton size="small" icon={Copy} label={t('copy')} onClick={onCopy} />
        <IconButton size="small" icon={Download} label={t('download')} onClick={saveLog} />
        {!viewer && (
          <IconButton
            size="small"
            icon={KeyRound}
            label={t('downloadSecrets')}
            onClick={unredacted.confirm}
          />
        )}
        {unredacted.dialog}
        {!viewer && <SendLine run={run} state={state} />}
      </div>
    </div>
  )
})

const ALL = ''

/** Select boxes for the host and the status of visible results. */
function FilterSelects({ controls, hosts }: { controls: FilterControls; hosts: readonly string[] }) {
  const t = useTranslations('run.log')
  const { filter, updateFilter } = controls
  const names = [...new Set([...hosts, ...controls.hosts])]
  return (
    <div className="flex items-center gap-1">
      <SelectField
        label={t('host')}
        hideLabel
        lines={0}
        small
        className="w-32"
        value={filter.host ?? ALL}
        options={[
          { value: ALL, label: t('allHosts') },
          ...names.map((name) => ({ value: name, label: name })),
        ]}
        onChange={(host) => updateFilter({ host: host || undefined })}
      />
      <SelectField
        label={t('status')}
        hideLabel
        lines={0}
        small
        className="w-32"
        value={filter.status ?? ALL}
        options={[
          { value: ALL, label: t('allResults') },
          ...RESULT_STATUSES.map((status) => ({ value: status, label: t(`results.${status}`) })),
        ]}
        onChange={(value) => updateFilter({ status: RESULT_STATUSES.find((status) => status === value) })}
      />
    </div>
  )
}

function SearchBox({ search, input }: { search: LogSearch; input: Ref<HTMLInputElement> }) {
  const t = useTranslations('run.log')
  const { query, count, current, isDone, go } = search
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && query) search.setQuery('')
    else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  return (
    <search className="flex min-w-0 flex-1 basis-56 items-center gap-1">
      <input
        ref={input}
        type="text"
        aria-label={t('search')}
        placeholder={t('search')}
        value={query}
        maxLength={MAX_QUERY_CHARS}
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={onKeyDown}
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
