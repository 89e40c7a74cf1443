'use client'

import { Eye, EyeOff, LockKeyhole } from 'lucide-react'
import { type FocusEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { isStoredMark, MISSING_SECRET, WITHHELD_SECRET } from '@/lib/cluster/draft'
import { Button } from './button'
import { cx } from './cx'
import { CONTROL, type ControlProps, Field, type FieldText } from './field'
import { IconButton } from './icon-button'

export interface SecretControl {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  onFocus?: () => void
  placeholder?: string
  disabled?: boolean
  /** A private key: several lines. */
  multiline?: boolean
}

/**
 * A password, token or key. What is typed is masked and can be revealed until the field is left; what the server keeps
 * is never sent here: the field says so and offers to replace it. The server's mark never stands in an input.
 */
export function SecretField({
  value,
  onChange,
  onBlur,
  onFocus,
  placeholder,
  disabled = false,
  multiline = false,
  ...field
}: FieldText & SecretControl) {
  // A save replaces the value by a mark, also while somebody is typing.
  const [typed, setTyped] = useState<string>()
  const text = isStoredMark(value) ? typed : value
  return (
    <Field {...field}>
      {(control) =>
        text === undefined ? (
          <Kept {...{ mark: value, control, disabled, multiline }} onReplace={() => onChange('')} />
        ) : (
          <Typed
            {...{ control, onFocus, placeholder, disabled, multiline }}
            value={text}
            onChange={(next) => {
              setTyped(next)
              onChange(next)
            }}
            onBlur={() => {
              setTyped(undefined)
              onBlur?.()
            }}
          />
        )
      }
    </Field>
  )
}

function Kept({
  mark,
  control,
  disabled,
  multiline,
  onReplace,
}: {
  mark: string
  control: ControlProps
  disabled: boolean
  multiline: boolean
  onReplace: () => void
}) {
  const t = useTranslations('wizard.secret')
  function replace() {
    flushSync(onReplace)
    document.getElementById(control.id)?.focus()
  }
  return (
    <div
      className={cx(
        'flex items-center gap-2 rounded-md border border-line bg-sunken pr-1 pl-2.5 text-muted',
        heightOf(multiline),
      )}
    >
      <LockKeyhole aria-hidden size={14} className="shrink-0" />
      <span className="min-w-0 flex-1 truncate">{t(stateOf(mark))}</span>
      <Button {...control} size="small" look="quiet" disabled={disabled} onClick={replace}>
        {t('replace')}
      </Button>
    </div>
  )
}

/** The same before and after a save: a field that shrinks as it is left moves the button that is being clicked. */
const heightOf = (multiline: boolean | undefined): string => (multiline ? 'h-24' : 'h-9')

function stateOf(mark: string): 'saved' | 'withheld' | 'missing' {
  if (mark === WITHHELD_SECRET) return 'withheld'
  return mark === MISSING_SECRET ? 'missing' : 'saved'
}

function Typed({
  control,
  value,
  onChange,
  onBlur,
  onFocus,
  placeholder,
  disabled,
  multiline,
}: SecretControl & { control: ControlProps }) {
  const t = useTranslations('wizard.secret')
  const [shown, setShown] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  // Its own button is part of the field; a window that loses the focus keeps its active element.
  const leave = ({ relatedTarget }: FocusEvent) => {
    if (![relatedTarget, document.activeElement].some((to) => box.current?.contains(to))) onBlur?.()
  }
  const common = {
    ...control,
    value,
    placeholder,
    disabled,
    // Password managers offer other people's logins for any password field; this asks them not to.
    autoComplete: multiline ? 'off' : 'new-password',
    autoCapitalize: 'none',
    spellCheck: false,
    onFocus,
    onBlur: leave,
    'data-1p-ignore': true,
    'data-lpignore': true,
  }
  return (
    <div ref={box} className="relative">
      {multiline ? (
        <textarea
          {...common}
          onChange={(event) => onChange(event.target.value)}
          className={cx(
            CONTROL,
            heightOf(multiline),
            'block resize-y py-1.5 pr-10 pl-2.5 font-mono text-sm',
            !shown && 'masked',
          )}
        />
      ) : (
        <input
          {...common}
          type={shown ? 'text' : 'password'}
          onChange={(event) => onChange(event.target.value)}
          className={cx(CONTROL, heightOf(multiline), 'pr-10 pl-2.5', shown && 'font-mono')}
        />
      )}
      <IconButton
        icon={shown ? EyeOff : Eye}
        label={t(shown ? 'hide' : 'show')}
        pressed={shown}
        size="small"
        disabled={disabled ?? false}
        onClick={() => setShown(!shown)}
        onBlur={leave}
        className="absolute top-1 right-1"
      />
    </div>
  )
}
