'use client'

import { FileKey } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'

/** A private key has a few kilobytes; a larger file is something else. */
const LARGEST_BYTES = 65_536

/** Takes a private key from a file instead of a paste. */
export function KeyFileButton({ base, onRead }: { base: string; onRead: (key: string) => void }) {
  const t = useTranslations('hosts.login')
  const input = useRef<HTMLInputElement>(null)
  async function read(file: File | undefined) {
    if (file && file.size <= LARGEST_BYTES) onRead(await file.text())
    if (input.current) input.current.value = ''
  }
  return (
    <div className="-mt-6 mb-3 flex justify-end">
      <Button size="small" icon={FileKey} onClick={() => input.current?.click()}>
        {t('fromFile')}
      </Button>
      <input
        ref={input}
        id={`${base}.keyFile`}
        type="file"
        tabIndex={-1}
        aria-label={t('fromFile')}
        className="hidden"
        onChange={(event) => read(event.target.files?.[0])}
      />
    </div>
  )
}
