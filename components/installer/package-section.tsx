'use client'

import { CircleHelp, FileUp, type LucideIcon, RotateCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { useTaskboxConnectionTest } from '@/components/connection-test/use-connection-test'
import { FailureNotice } from '@/components/text/failure-text'
import { useProductKey, useReleaseName } from '@/components/text/product-texts'
import { Button } from '@/components/ui/button/button'
import { Progress } from '@/components/ui/feedback/progress'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { type Card, CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { FoundPackage } from '@/lib/contract/socket'
import { findRelease } from '@/lib/installers/registry'
import { CloneForm } from './clone-form'
import { PackagePath } from './package-path'
import { productIcon } from './product-icons'
import { TrustButton } from './trust-button'
import { type Packages, usePackages } from './use-packages'

/** The installer's source: found on the taskbox, given by its path, or unpacked from a tarball. */
export function PackageSection() {
  const t = useTranslations('installer.package')
  const texts = useTranslations()
  const productKey = useProductKey()
  const { installer } = useDraft()
  const { test } = useTaskboxConnectionTest()
  const packages = usePackages()
  const { find } = packages
  const isConnected = test.state === 'connected'
  useEffect(() => {
    if (isConnected) void find()
  }, [isConnected, find])
  return (
    <Section
      title={texts(`${productKey(installer.id)}.source.title`)}
      actions={
        isConnected && (
          <Button size="small" variant="quiet" icon={RotateCw} pending={packages.finding} onClick={find}>
            {t('searchAgain')}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3" data-help="installer.package.help">
        <FoundPackages packages={packages} isConnected={isConnected} />
        <PackagePath packages={packages} />
        <Tarballs packages={packages} isConnected={isConnected} />
        <TransferProgress packages={packages} />
        <CloneForm packages={packages} isConnected={isConnected} />
        {packages.confirmation}
      </div>
    </Section>
  )
}

/** The sources of all products. Choosing one chooses its product. */
function FoundPackages({ packages, isConnected }: { packages: Packages; isConnected: boolean }) {
  const t = useTranslations('installer.package')
  const texts = useTranslations()
  const productKey = useProductKey()
  const releaseName = useReleaseName()
  const { installer } = useDraft()
  if (!isConnected) return <p className="text-muted">{t('notConnected')}</p>
  if (packages.findFailure) return <FailureNotice failure={packages.findFailure} title={t('notFound')} />
  if (!packages.found)
    return (
      <div role="status">
        <span className="mb-1 block text-muted">{t('finding')}</span>
        <Skeleton className="h-16 w-full" />
      </div>
    )
  const { found } = packages
  const count = found.packages.length + found.unrecognized.length
  if (count === 0)
    return (
      <p className="text-muted">
        {found.tarballs.length > 0 ? t('onlyTarballs') : texts(`${productKey(installer.id)}.source.none`)}
      </p>
    )
  return (
    <CardGroup
      label={t('found', { count })}
      columns={1}
      value={installer.source}
      onChange={(folder) => packages.choose(folder)}
      cards={[
        ...found.packages.map((one) => card(one.folder, describe(one), productIcon(one.installer))),
        ...found.unrecognized.map((folder) => card(folder, t('unrecognized'), CircleHelp)),
      ]}
    />
  )

  function describe({ installer: id, release, facts, owner }: FoundPackage): string {
    const known = findRelease({ id, version: release, facts })
    const name = releaseName(id, release)
    const text = known ? t('release', { release: name, kubernetes: known.kubernetes }) : name
    return owner === undefined ? text : `${text} · ${t('foreign', { owner })}`
  }
}

function card(folder: string, text: string, icon: LucideIcon): Card<string> {
  return {
    value: folder,
    title: <span className="font-mono text-sm break-all">{folder}</span>,
    text,
    icon,
  }
}

function Tarballs({ packages, isConnected }: { packages: Packages; isConnected: boolean }) {
  const t = useTranslations('installer.package')
  const input = useRef<HTMLInputElement>(null)
  const busy = packages.transfer !== undefined
  function upload(file: File | undefined) {
    if (file) void packages.upload(file)
    if (input.current) input.current.value = ''
  }
  return (
    <div className="flex flex-col gap-2">
      {(isConnected ? (packages.found?.tarballs ?? []) : []).map(({ path: tarball, owner }) => (
        <div
          key={tarball}
          className="flex flex-wrap items-center gap-2 rounded-md border border-line px-3 py-1.5"
        >
          <span className="min-w-0 flex-1 font-mono text-sm break-all">{tarball}</span>
          {owner !== undefined && <span className="text-sm text-muted">{t('foreign', { owner })}</span>}
          <Button
            size="small"
            disabled={busy}
            aria-label={t('unpackNamed', { tarball })}
            onClick={() => packages.unpack(tarball)}
          >
            {t('unpack')}
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button icon={FileUp} disabled={!isConnected || busy} onClick={() => input.current?.click()}>
          {t('upload')}
        </Button>
        <span className="text-sm text-muted">{t('uploadHint')}</span>
        <input
          ref={input}
          type="file"
          accept=".gz,.tgz"
          tabIndex={-1}
          aria-label={t('upload')}
          className="hidden"
          onChange={(event) => upload(event.target.files?.[0])}
        />
      </div>
    </div>
  )
}

const MIB = 1024 * 1024

/** The progress of an upload or of unpacking, in transferred bytes. */
function TransferProgress({ packages }: { packages: Packages }) {
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
