'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Progress } from '@/components/ui/feedback/progress'
import { TrustButton } from './trust-button'
import type { Packages } from './use-packages'

const MIB = 1024 * 1024

/** The progress of an upload or of unpacking, in transferred bytes. */
export function TransferProgress({ packages }: { packages: Packages }) {
  const t = useTranslations('installer.transfer')
  const format = useFormatter()
  const { transfer } = packages
  if (!transfer) return null
  const { kind, name, done, total, failure } = transfer
  if (failure)
    return (
      <FailureNotice
        failure={failure}
        title={t(`${kind}Failed`, { name })}
        actions={
          <>
            <TrustButton
              failure={failure}
              path={name}
              onTrust={() => packages.trust(name, packages.unpack)}
            />
            <Button onClick={packages.dismiss}>{t('dismiss')}</Button>
          </>
        }
      />
    )
  const mib = (bytes: number) => format.number(bytes / MIB, { maximumFractionDigits: 0 })
  return (
    <div className="flex items-end gap-3 rounded-md border border-line bg-surface p-3">
      <div className="min-w-0 flex-1">
        <Progress
          label={t(kind, { name })}
          value={total > 0 ? done : undefined}
          max={total > 0 ? total : 1}
          text={total > 0 ? t('of', { done: mib(done), total: mib(total) }) : t('starting')}
        />
      </div>
      {kind === 'upload' && <Button onClick={packages.stopUpload}>{t('stop')}</Button>}
    </div>
  )
}
