import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** A placeholder for an empty view, with the first steps to take. `children` may contain an example. */
export function EmptyState({
  icon: Icon,
  title,
  text,
  actions,
  children,
}: {
  icon?: LucideIcon
  title: string
  text?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="rounded-lg border border-dashed border-control p-6">
      <div className="flex max-w-2xl flex-col gap-3">
        <div className="flex items-center gap-2">
          {Icon && <Icon aria-hidden size={20} strokeWidth={1.5} className="text-muted" />}
          <h2 className="text-lg font-semibold">{title}</h2>
        </div>
        {text && <p className="text-muted">{text}</p>}
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        {children}
      </div>
    </div>
  )
}
