import { cx } from '../cx'

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent-fill text-on-fill hover:bg-accent-fill-hover border-transparent',
  plain: 'bg-surface text-ink border-control hover:bg-hover',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-hover',
  danger: 'bg-fail-fill text-on-fill hover:bg-fail-fill-hover border-transparent',
}

const SHAPE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border text-base font-medium whitespace-nowrap ' +
  'select-none transition-colors duration-100 aria-disabled:cursor-not-allowed aria-disabled:opacity-55'

/** The class names of a button, for links styled as buttons. */
export function buttonClass(variant: ButtonVariant = 'plain', size: 'normal' | 'small' = 'normal'): string {
  return cx(SHAPE, VARIANTS[variant], size === 'small' ? 'h-7 px-2 text-sm' : 'h-9 px-3')
}
