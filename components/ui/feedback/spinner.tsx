import { LoaderCircle } from 'lucide-react'
import { cx } from '../cx'

/** A spinner, hidden from screen readers; describe the activity in adjacent text. */
export function Spinner({ size = 16, className }: { size?: number; className?: string }) {
  return <LoaderCircle aria-hidden size={size} strokeWidth={2} className={cx('animate-spin', className)} />
}
