'use client'

import { useTranslations } from 'use-intl'
import type { HostList } from './use-host-list'

/** Selects all visible hosts, or none. */
export function SelectAll({ list: { rows, selected, setSelection } }: { list: HostList }) {
  const t = useTranslations('hosts.bulk')
  const all = rows.length > 0 && selected.size === rows.length
  const some = selected.size > 0 && !all
  return (
    <label className="flex h-9 items-center pl-2.5">
      <input
        type="checkbox"
        aria-label={t('selectAll', { count: rows.length })}
        checked={all}
        ref={(element) => {
          if (element) element.indeterminate = some
        }}
        onChange={() =>
          setSelection(all ? {} : Object.fromEntries(rows.map(({ host }) => [host.id, true as const])))
        }
        className="size-4 accent-(--accent-fill)"
      />
    </label>
  )
}
