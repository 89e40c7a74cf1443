'use client'

import { Button as BaseButton } from '@base-ui/react/button'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { type ButtonLook, buttonClass } from './button-class'
import { cx } from './cx'
import { Spinner } from './spinner'

/**
 * A button. While `pending` it keeps its size, its focus and its name, and cannot be pressed; `pendingText` says what
 * is waited for.
 */
export function Button({
  look = 'plain',
  size = 'normal',
  icon: Icon,
  pending = false,
  pendingText,
  disabled = false,
  className,
  children,
  ...rest
}: {
  look?: ButtonLook
  size?: 'normal' | 'small'
  icon?: LucideIcon
  pending?: boolean
  pendingText?: string
  disabled?: boolean
  className?: string
  children: ReactNode
  type?: 'button' | 'submit'
  id?: string
  title?: string
  ref?: Ref<HTMLElement>
  onClick?: () => void
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-expanded'?: boolean
  'aria-controls'?: string
  'aria-pressed'?: boolean
}) {
  return (
    <BaseButton
      {...rest}
      disabled={disabled || pending}
      focusableWhenDisabled
      aria-busy={pending || undefined}
      className={cx(buttonClass(look, size), className)}
    >
      {pending ? <Spinner /> : Icon && <Icon aria-hidden size={16} strokeWidth={1.75} />}
      {pending && pendingText ? pendingText : children}
    </BaseButton>
  )
}
