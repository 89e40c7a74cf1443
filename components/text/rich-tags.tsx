import type { ReactNode } from 'react'
import { CopyableCommand } from './copyable-command'

/** The tags that messages may use: `<p> <strong> <code>`, and `<pre>` for a copyable command. */
export const richTags = {
  p: (inside: ReactNode) => <p>{inside}</p>,
  strong: (inside: ReactNode) => <strong className="font-semibold text-ink">{inside}</strong>,
  code: (inside: ReactNode) => (
    <code className="rounded-sm bg-sunken px-1 font-mono text-sm break-words">{inside}</code>
  ),
  pre: (inside: ReactNode) => <CopyableCommand>{inside}</CopyableCommand>,
}
