'use client'

import { RefreshCw, Search, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { HOST_STATUS } from '@/components/status/host-status'
import { StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import { FilterChip } from '@/components/ui/button/filter-chip'
import { IconButton } from '@/components/ui/button/icon-button'
import { cx } from '@/components/ui/cx'
import { CONTROL } from '@/components/ui/form/field'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { HOST_STATES } from '../host-state'
import { useHostsActions } from '../hosts-context'
import { type HostFilter, matchesFilter } from './host-query'
import type { HostList } from './use-host-list'

/** Fewer hosts need no search. */
const MIN_HOSTS = 6

/** Search and filters of the hosts. Only filters with hosts are shown. */
export function ListToolbar({ list }: { list: HostList }) {
  const t = useTranslations('hosts.list')
  const { hosts } = useDraft()
  const { roles, roleLabel } = useHostsActions()
  const { query, setQuery, outdated, refresh, stateOf } = list
  if (hosts.length < MIN_HOSTS && query.filter === 'all' && query.text === '') return null
  const chip = (filter: HostFilter, label: string, state?: keyof typeof HOST_STATUS) => {
    const count = hosts.filter((host) => matchesFilter(host, filter, stateOf)).length
    const pressed = query.filter === filter
    if (count === 0 && !pressed) return null
    return (
      <FilterChip
        key={filter}
        pressed={pressed}
        count={count}
        label={label}
        icon={state && <StatusIcon status={HOST_STATUS[state]} />}
        onPress={() => setQuery({ filter: pressed ? 'all' : filter })}
      />
    )
  }
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
      <SearchField list={list} />
      <fieldset className="flex min-w-0 flex-wrap items-center gap-1">
        <legend className="sr-only">{t('filter')}</legend>
        {chip('all', t('filters.all'))}
        {HOST_STATES.map((state) => chip(state, t(`filters.${state}`), state))}
        <span aria-hidden className="mx-1 h-4 border-l border-line" />
        {roles.map((role) => chip(role, roleLabel(role)))}
        {chip('own-login', t('filters.own-login'))}
      </fieldset>
      {outdated > 0 && (
        <Button size="small" variant="quiet" icon={RefreshCw} onClick={refresh}>
          {t('refresh', { count: outdated })}
        </Button>
      )}
    </div>
  )
}

function SearchField({ list: { query, setQuery } }: { list: HostList }) {
  const t = useTranslations('hosts.list')
  const input = useRef<HTMLInputElement>(null)
  function clear() {
    setQuery({ text: '' })
    input.current?.focus()
  }
  return (
    <div className="relative w-full sm:w-60">
      <Search aria-hidden size={14} className="pointer-events-none absolute top-2 left-2 text-muted" />
      <input
        ref={input}
        type="text"
        value={query.text}
        placeholder={t('searchHint')}
        aria-label={t('search')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setQuery({ text: event.target.value })}
        onKeyDown={(event) => event.key === 'Escape' && setQuery({ text: '' })}
        className={cx(CONTROL, 'h-8 pr-8 pl-7 text-sm')}
      />
      {query.text !== '' && (
        <span className="absolute top-0.5 right-0.5">
          <IconButton size="small" icon={X} label={t('clear')} onClick={clear} />
        </span>
      )}
    </div>
  )
}
