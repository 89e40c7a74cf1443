'use client'

import { Eye, EyeOff, LockKeyhole } from 'lucide-react'
import { type FocusEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { isSecretPlaceholder, MISSING_PLACEHOLDER, WITHHELD_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { Button } from '../button/button'
import { IconButton } from '../button/icon-button'
import { cx } from '../cx'
import { CONTROL, type ControlProps, Field, type FieldProps } from './field'

export interface SecretControl {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  onFocus?: () => void
  placeholder?: string
  disabled?: boolean
  /** Several lines: a private key; `tall`: a file, which is not masked while it is typed. */
  multiline?: boolean | 'tall'
}

/**
 * A password, token or key. Typed text is masked and can be revealed until the field loses focus. A stored secret is
 * never sent to the browser: the field shows that it is stored and offers to replace it. The placeholder that represents
 * a stored secret never appears in an input.
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
}: FieldProps & SecretControl) {
  // A save replaces the value by a placeholder, even while the user is typing.
  const [typedValue, setTypedValue] = useState<string>()
  const text = isSecretPlaceholder(value) ? typedValue : value
  return (
    <Field {...field}>
      {(control) =>
        text === undefined ? (
          <StoredSecret
            {...{ placeholder: value, control, disabled, multiline }}
            onReplace={() => onChange('')}
          />
        ) : (
          <SecretInput
            {...{ control, onFocus, placeholder, disabled, multiline }}
            value={text}
            onChange={(next) => {
              setTypedValue(next)
              onChange(next)
            }}
            onBlur={() => {
              setTypedValue(undefined)
              onBlur?.()
            }}
          />
        )
      }
    </Field>
  )
}

function StoredSecret({
  placeholder,
  control,
  disabled,
  multiline,
  onReplace,
}: {
  placeholder: string
  control: ControlProps
  disabled: boolean
  multiline: boolean | 'tall'
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
      <span className="min-w-0 flex-1 truncate">{t(stateOf(placeholder))}</span>
      <Button {...control} size="small" variant="quiet" disabled={disabled} onClick={replace}>
        {t('replace')}
      </Button>
    </div>
  )
}

/** Equal before and after a save: a field that shrinks on blur would move the button that is being clicked. */
function heightOf(multiline: boolean | 'tall' | undefined): string {
  if (multiline === 'tall') return 'h-56'
  return multiline ? 'h-24' : 'h-9'
}

function stateOf(placeholder: string): 'saved' | 'withheld' | 'missing' {
  if (placeholder === WITHHELD_PLACEHOLDER) return 'withheld'
  return placeholder === MISSING_PLACEHOLDER ? 'missing' : 'saved'
}

function SecretInput({
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
  const [isVisible, setVisible] = useState(multiline === 'tall')
  const box = useRef<HTMLDivElement>(null)
  // The reveal button is part of the field, and a window that loses focus does not lose its active element.
  const handleBlur = ({ relatedTarget }: FocusEvent) => {
    if (![relatedTarget, document.activeElement].some((to) => box.current?.contains(to))) onBlur?.()
  }
  const common = {
    ...control,
    value,
    placeholder,
    disabled,
    // Prevents password managers from offering unrelated logins.
    autoComplete: multiline ? 'off' : 'new-password',
    autoCapitalize: 'none',
    spellCheck: false,
    onFocus,
    onBlur: handleBlur,
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
            !isVisible && 'masked',
          )}
        />
      ) : (
        <input
          {...common}
          type={isVisible ? 'text' : 'password'}
          onChange={(event) => onChange(event.target.value)}
          className={cx(CONTROL, heightOf(multiline), 'pr-10 pl-2.5', isVisible && 'font-mono')}
        />
      )}
      <IconButton
        icon={isVisible ? EyeOff : Eye}
        label={t(isVisible ? 'hide' : 'show')}
        pressed={isVisible}
        size="small"
        disabled={disabled ?? false}
        onClick={() => setVisible(!isVisible)}
        onBlur={handleBlur}
        className="absolute top-1 right-1"
      />
    </div>
  )
}
