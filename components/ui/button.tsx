'use client'

import type { LucideIcon } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { type ButtonVariant, buttonClass } from './button-class'
import { cx } from './cx'
import { Spinner } from './spinner'

interface ButtonProps {
  look?: ButtonVariant
  size?: 'normal' | 'small'
  icon?: LucideIcon
  pending?: boolean
  pendingText?: string
  disabled?: boolean
  className?: string
  children: ReactNode
  type?: 'button' | 'submit'
  /** The form that it submits, where it stands outside of it. */
  form?: string
  id?: string
  title?: string
  ref?: Ref<HTMLButtonElement>
  onClick?: () => void
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-expanded'?: boolean
  'aria-controls'?: string
  'aria-pressed'?: boolean
}

/**
 * A button. While `pending` it keeps its size, its focus and its name, and cannot be pressed; `pendingText` says what
 * is waited for. A button that is disabled stays reachable by keyboard, so that it can be found and its reason read.
 */
export function Button({
  look: variant = 'plain',
  size = 'normal',
  icon: Icon,
  pending = false,
  pendingText,
  disabled = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const isInactive = disabled || pending
  return (
    <button
      {...rest}
      type={isInactive ? 'button' : type}
      aria-disabled={isInactive || undefined}
      aria-busy={pending || undefined}
      onClick={isInactive ? undefined : onClick}
      className={cx(buttonClass(variant, size), className)}
    >
      {pending ? <Spinner /> : Icon && <Icon aria-hidden size={16} strokeWidth={1.75} />}
      {pending && pendingText ? pendingText : children}
    </button>
  )
}
