'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { useHostsActions } from '../hosts-context'
import type { SortColumn } from '../list/host-query'
import { SelectAll } from '../list/select-all'
import type { HostList } from '../list/use-host-list'
import { isRole, isTextColumn, type TableColumn } from './columns'

const COLUMN_WIDTHS: Partial<Record<TableColumn, string>> = {
  select: 'w-14',
  name: 'w-[12.5%]',
  address: 'w-[12.5%]',
  ip: 'w-[12.5%]',
  ip6: 'w-[15%]',
  taskbox: 'w-18',
  login: 'w-22',
  remove: 'w-9',
}

/** In characters: a longer label of a role, such as "control plane", has two lines in a wider column. */
const SHORT_LABEL = 6

function columnWidth(id: TableColumn, label: string): string | undefined {
  if (!isRole(id)) return COLUMN_WIDTHS[id]
  return label.length > SHORT_LABEL ? 'w-18' : label.length > 4 ? 'w-16' : 'w-13'
}

/** The head of the table stays visible below the header of the page. Each label sorts by its column. */
export function TableHead({ columns, list }: { columns: readonly TableColumn[]; list: HostList }) {
  const t = useTranslations('hosts')
  const { roleLabel } = useHostsActions()
  const label = (id: TableColumn) => (isRole(id) ? roleLabel(id) : t(`columns.${id}`))
  return (
    <thead className="sticky top-(--header-height) z-10">
      <tr>
        {columns.map((id) => (
          <th
            key={id}
            scope="col"
            aria-sort={id === 'select' || id === 'remove' ? undefined : ariaSort(list, id)}
            className={cx(
              'h-9 border-b border-line bg-sunken p-0 text-sm font-medium text-muted',
              columnWidth(id, label(id)),
            )}
          >
            {id === 'select' ? (
              <SelectAll list={list} />
            ) : id === 'remove' ? (
              <span className="sr-only">{label(id)}</span>
            ) : (
              <SortButton
                column={id}
                label={label(id)}
                centered={isRole(id) || id === 'taskbox'}
                hint={isTextColumn(id) ? t(`fields.${id}.hint`) : undefined}
                list={list}
              />
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function ariaSort({ query: { sort } }: HostList, column: SortColumn): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== column) return 'none'
  return sort.desc ? 'descending' : 'ascending'
}

/** Sorts up, then down, then not at all. */
function SortButton({
  column,
  label,
  hint,
  centered,
  list: { query, setQuery },
}: {
  column: SortColumn
  label: string
  hint: string | undefined
  centered: boolean
  list: HostList
}) {
  const sort = query.sort?.column === column ? query.sort : undefined
  const next = sort ? (sort.desc ? undefined : { column, desc: true }) : { column, desc: false }
  const Icon = sort?.desc ? ArrowDown : ArrowUp
  return (
    <button
      type="button"
      title={hint}
      onClick={() => setQuery({ sort: next })}
      className={cx(
        'group flex h-9 w-full items-center gap-0.5 leading-tight hover:bg-hover hover:text-ink focus-visible:-outline-offset-2',
        centered ? 'justify-center px-1 text-center' : 'px-2 text-left',
        sort && 'text-ink',
      )}
    >
      {label}
      <Icon
        aria-hidden
        size={13}
        className={cx(
          'shrink-0',
          !sort && 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60',
          !sort && centered && 'hidden',
        )}
      />
    </button>
  )
}
