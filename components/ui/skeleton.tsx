import { cx } from './cx'

/** Holds the place of what is still coming. Hidden from readers; say elsewhere what is waited for. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-pulse rounded-sm bg-hover', className)} />
}
