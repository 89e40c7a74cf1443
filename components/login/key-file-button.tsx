'use client'

import { FileKey } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { FileButton } from '@/components/ui/button/file-button'

/** Well above the size of a private key. */
const MAX_KEY_BYTES = 65_536

/** Reads a private key from a file. */
export function KeyFileButton({ base, onRead }: { base: string; onRead: (key: string) => void }) {
  const t = useTranslations('hosts.login')
  return (
    <div className="-mt-6 mb-3 flex justify-end">
      <FileButton
        icon={FileKey}
        label={t('fromFile')}
        maxBytes={MAX_KEY_BYTES}
        onRead={onRead}
        id={`${base}.keyFile`}
      />
    </div>
  )
}
