'use client'

import { Eye } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'

const WatchLinks = dynamic(
  () => import('@/components/sessions/share-links-dialog').then((m) => m.ShareLinksDialog),
  {
    ssr: false,
  },
)

/** The way to let somebody else watch a run. */
export function ShareButton({ run }: { run: string }) {
  const t = useTranslations('access.share')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" look="quiet" icon={Eye} onClick={() => setOpen(true)}>
        {t('title')}
      </Button>
      {open && <WatchLinks run={run} onClose={() => setOpen(false)} />}
    </>
  )
}
