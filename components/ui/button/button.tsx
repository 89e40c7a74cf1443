'use client'

import type { LucideIcon } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { cx } from '../cx'
import { Spinner } from '../feedback/spinner'
import { type ButtonVariant, buttonClass } from './button-class'

interface ButtonProps {
  variant?: ButtonVariant
  size?: 'normal' | 'small'
  icon?: LucideIcon
  pending?: boolean
  pendingText?: string
  disabled?: boolean
  className?: string
  children: ReactNode
  type?: 'button' | 'submit'
  /** Id of the form to submit, if the button is outside it. */
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
 * A button. While `pending` it cannot be pressed, but its focus and name remain; `pendingText` replaces the label. A
 * disabled button remains reachable by keyboard, so its explanation can be read.
 */
export function Button({
  variant = 'plain',
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
