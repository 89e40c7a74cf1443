'use client'

import { useTranslations } from 'use-intl'
import type { RequestError } from '@/components/socket/request'
import { Button } from '@/components/ui/button/button'
import { isSamePath } from '@/lib/cluster/trusted-package'

/** A button to use a package or tarball that was refused because other users of the taskbox could change it. */
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
  // The refused path may also be the upload folder.
  const same = isSamePath(String(failure.facts.path), path)
  if (failure.kind !== 'package-untrusted' || !same) return null
  return (
    <Button variant="danger" aria-label={t('trustNamed', { path })} onClick={onTrust}>
      {t('trust')}
    </Button>
  )
}
