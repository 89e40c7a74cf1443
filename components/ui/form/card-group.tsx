'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cx } from '../cx'
import { FieldMessage, type FieldNote } from './field'

export interface Card<V extends string> {
  value: V
  title: ReactNode
  /** The consequences of choosing it, in a sentence or two. */
  text?: ReactNode
  /** A short word at the end of the title: a version, "for trials". */
  tag?: ReactNode
  icon?: LucideIcon
  disabled?: boolean
}

/** Radio buttons as cards, for options that need a sentence of explanation. */
export function CardGroup<V extends string>({
  id,
  label,
  hideLabel = false,
  value,
  onChange,
  cards,
  columns = 2,
  hint,
  note,
  onBlur,
  onFocus,
}: {
  id?: string
  label: string
  hideLabel?: boolean
  value: V | ''
  onChange: (value: V) => void
  cards: readonly Card<V>[]
  columns?: 1 | 2 | 3
  hint?: ReactNode
  note?: FieldNote | undefined
  onBlur?: () => void
  onFocus?: () => void
}) {
  const generatedId = useId()
  const groupId = id ?? generatedId
  return (
    <div className="flex min-w-0 flex-col">
      <span id={`${groupId}-label`} className={hideLabel ? 'sr-only' : 'mb-1 text-sm font-medium'}>
        {label}
      </span>
      <RadioGroup<V | ''>
        id={groupId}
        tabIndex={-1}
        value={value}
        onValueChange={(next) => next !== '' && onChange(next)}
        onBlur={onBlur}
        onFocus={onFocus}
        aria-labelledby={`${groupId}-label`}
        aria-describedby={`${groupId}-note`}
        className={cx(
          'grid gap-2 rounded-md',
          columns === 2 && 'sm:grid-cols-2',
          columns === 3 && 'sm:grid-cols-2 lg:grid-cols-3',
        )}
      >
        {cards.map((card) => (
          <CardOption key={card.value} card={card} />
        ))}
      </RadioGroup>
      <FieldMessage id={`${groupId}-note`} hint={hint} note={note} lines={1} />
    </div>
  )
}

function CardOption<V extends string>({ card }: { card: Card<V> }) {
  const id = useId()
  const { icon: Icon } = card
  return (
    <label
      htmlFor={id}
      className={cx(
        'relative flex gap-3 rounded-md border border-control bg-surface p-3 has-data-checked:border-accent has-data-checked:bg-accent-soft',
        'has-data-checked:shadow-[inset_0_0_0_1px_var(--accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        card.disabled ? 'cursor-not-allowed bg-sunken' : 'cursor-pointer hover:border-ink',
      )}
    >
      <Radio.Root
        id={id}
        value={card.value}
        disabled={card.disabled ?? false}
        aria-labelledby={`${id}-title`}
        aria-describedby={card.text ? `${id}-text` : undefined}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-control bg-surface outline-none data-checked:border-accent-fill data-checked:bg-accent-fill"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-on-fill" />
      </Radio.Root>
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex items-center gap-1.5 font-medium">
          {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />}
          <span id={`${id}-title`} className={cx('min-w-0', card.disabled && 'text-muted')}>
            {card.title}
          </span>
          {card.tag && <span className="ml-auto shrink-0 text-sm font-normal text-muted">{card.tag}</span>}
        </span>
        {card.text && (
          <span id={`${id}-text`} className="text-sm text-muted">
            {card.text}
          </span>
        )}
      </span>
    </label>
  )
}
