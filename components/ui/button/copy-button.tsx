'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { announce } from '../feedback/live-region'
import { IconButton } from './icon-button'

const FEEDBACK_MS = 2000

/** Copies `text` and announces the result. `label` names the text. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations('wizard.copy')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), FEEDBACK_MS)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy() {
    const done = await copyText(text)
    setCopied(done)
    announce(t(done ? 'done' : 'failed', { what: label }))
  }
  const name = copied ? t('done', { what: label }) : t('copy', { what: label })
  const icon = copied ? Check : Copy
  return <IconButton size="small" icon={icon} label={name} onClick={copy} />
}

/** Copies text; false if the browser refuses. The clipboard API needs a secure page; `execCommand` works over plain HTTP. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  return done
}
