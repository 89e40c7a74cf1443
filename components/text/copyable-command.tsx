'use client'

import { isValidElement, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CopyButton } from '@/components/ui/button/copy-button'

/** A command in a monospace font, with a button that copies it. */
export function CopyableCommand({ children }: { children: ReactNode }) {
  const t = useTranslations('wizard.copy')
  return (
    <span className="my-1 flex max-w-full items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5">
      <code className="min-w-0 flex-1 py-1 font-mono text-sm break-words whitespace-pre-wrap">
        {children}
      </code>
      <CopyButton text={plainText(children)} label={t('command')} />
    </span>
  )
}

/** The text of a node, without markup. */
function plainText(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(plainText).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? plainText(node.props.children) : ''
}
