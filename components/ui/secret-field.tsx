'use client'

import { Eye, EyeOff, LockKeyhole } from 'lucide-react'
import { useRef, useState } from 'react'
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
 * A password, token or key. What is typed is masked and can be revealed; what the server keeps is never sent here:
 * the field says so and offers to replace it. The server's mark never stands in an input.
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
  return (
    <Field {...field}>
      {(control) =>
        isStoredMark(value) ? (
          <Kept mark={value} control={control} disabled={disabled} onReplace={() => onChange('')} />
        ) : (
          <Typed {...{ control, value, onChange, onBlur, onFocus, placeholder, disabled, multiline }} />
        )
      }
    </Field>
  )
}

function Kept({
  mark,
  control,
  disabled,
  onReplace,
}: {
  mark: string
  control: ControlProps
  disabled: boolean
  onReplace: () => void
}) {
  const t = useTranslations('wizard.secret')
  function replace() {
    flushSync(onReplace)
    document.getElementById(control.id)?.focus()
  }
  return (
    <div className="flex h-9 items-center gap-2 rounded-md border border-line bg-sunken pr-1 pl-2.5 text-muted">
      <LockKeyhole aria-hidden size={14} className="shrink-0" />
      <span className="min-w-0 flex-1 truncate">{t(stateOf(mark))}</span>
      <Button {...control} size="small" look="quiet" disabled={disabled} onClick={replace}>
        {t('replace')}
      </Button>
    </div>
  )
}

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
  const common = {
    ...control,
    value,
    placeholder,
    disabled,
    // Password managers offer other people's logins for any password field; this asks them not to.
    autoComplete: multiline ? 'off' : 'new-password',
    autoCapitalize: 'none',
    spellCheck: false,
    onBlur: () => !box.current?.contains(document.activeElement) && onBlur?.(),
    onFocus,
    'data-1p-ignore': true,
    'data-lpignore': true,
  }
  return (
    <div ref={box} className="relative">
      {multiline ? (
        <textarea
          {...common}
          rows={4}
          onChange={(event) => onChange(event.target.value)}
          className={cx(CONTROL, 'block resize-y py-1.5 pr-10 pl-2.5 font-mono text-sm', !shown && 'masked')}
        />
      ) : (
        <input
          {...common}
          type={shown ? 'text' : 'password'}
          onChange={(event) => onChange(event.target.value)}
          className={cx(CONTROL, 'h-9 pr-10 pl-2.5', shown && 'font-mono')}
        />
      )}
      <IconButton
        icon={shown ? EyeOff : Eye}
        label={t(shown ? 'hide' : 'show')}
        pressed={shown}
        size="small"
        disabled={disabled ?? false}
        onClick={() => setShown(!shown)}
        className="absolute top-1 right-1"
      />
    </div>
  )
}
