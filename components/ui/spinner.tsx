import { LoaderCircle } from 'lucide-react'
import { cx } from './cx'

/** A turning mark without words; say beside it what is waited for. */
export function Spinner({ size = 16, className }: { size?: number; className?: string }) {
  return <LoaderCircle aria-hidden size={size} strokeWidth={2} className={cx('animate-spin', className)} />
}
