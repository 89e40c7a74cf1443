import type { ReactNode } from 'react'

/** Fields with a button next to them: Enter in a field does what the button does. */
export function InlineForm({
  onSubmit,
  className,
  children,
}: {
  onSubmit: () => void
  className?: string
  children: ReactNode
}) {
  return (
    <form
      noValidate
      className={className}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}
