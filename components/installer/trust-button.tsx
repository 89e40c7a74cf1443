'use client'

import { useTranslations } from 'use-intl'
import type { RequestError } from '@/components/socket/request'
import { Button } from '@/components/ui/button'
import { isSamePath } from '@/lib/cluster/trusted-package'

/** Offers to use a package or tarball that was refused because other users of the taskbox could change it. */
export function TrustButton({
  failure,
  path,
  onTrust,
}: {
  failure: RequestError
  path: string
  onTrust: () => void
}) {
  const t = useTranslations('installer.package')
  // What was refused may also be the folder that uploads go to.
  const same = isSamePath(String(failure.facts.path), path)
  if (failure.kind !== 'package-untrusted' || !same) return null
  return (
    <Button look="danger" aria-label={t('trustNamed', { path })} onClick={onTrust}>
      {t('trust')}
    </Button>
  )
}
