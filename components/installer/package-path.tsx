'use client'

import { PackageSearch } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { EvidenceTable } from '@/components/text/evidence-table'
import { evidenceOf, FailureText } from '@/components/text/failure-text'
import { useProductKey, useReleaseName } from '@/components/text/product-texts'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import { Notice } from '@/components/ui/feedback/notice'
import { TONES, ToneIcon } from '@/components/ui/feedback/tone'
import type { FieldNote } from '@/components/ui/form/field'
import { InlineForm } from '@/components/ui/form/inline-form'
import { TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote } from '@/components/wizard/draft/validation'
import type { Release } from '@/lib/installers/installer'
import { findRelease } from '@/lib/installers/registry'
import { NameRelease } from './name-release'
import { TrustButton } from './trust-button'
import type { Packages } from './use-packages'

export function isTarball(path: string): boolean {
  return /\.(tar\.gz|tgz)$/i.test(path.trim())
}

/** The path of the source's folder, detected on blur, or of a tarball to unpack. */
export function PackagePath({ packages }: { packages: Packages }) {
  const t = useTranslations('installer.package')
  const { installer } = useDraft()
  const sourceKey = `${useProductKey()(installer.id)}.source`
  const texts = useFieldTexts(sourceKey)
  const validated = useValidatedField('installer.source')
  const release = findRelease(installer)
  const missing = useFieldNote('installer.version')
  const tarball = isTarball(installer.source)
  const note: FieldNote | undefined =
    validated.note ??
    (packages.detectFailure && {
      severity: 'error',
      text: <FailureText failure={packages.detectFailure} />,
    }) ??
    (packages.detecting ? undefined : missing)
  function detect() {
    if (installer.source.trim() !== '' && !packages.detecting) void packages.detect(installer.source.trim())
  }
  function unpack() {
    if (packages.transfer === undefined) void packages.unpack(installer.source.trim())
  }
  return (
    <div id="installer.version" data-help={`${sourceKey}.help`}>
      <InlineForm className="flex items-start gap-2" onSubmit={tarball ? unpack : detect}>
        <TextField
          {...texts}
          {...validated}
          note={note}
          hint={
            packages.detecting ? (
              t('detecting')
            ) : release ? (
              <ReleaseHint release={release} reason={installer.releaseReason ?? ''} />
            ) : (
              texts.hint
            )
          }
          mono
          value={installer.source}
          onChange={packages.type}
          onBlur={() => {
            validated.onBlur()
            if (!release && !tarball) detect()
          }}
          className="flex-1"
        />
        <span className="mt-6">
          {tarball ? (
            <Button type="submit" disabled={packages.transfer !== undefined}>
              {t('unpack')}
            </Button>
          ) : (
            <Button type="submit" icon={PackageSearch} pending={packages.detecting}>
              {t('checkFolder')}
            </Button>
          )}
        </span>
      </InlineForm>
      {packages.detectFailure && (
        <TrustButton
          failure={packages.detectFailure}
          path={installer.source.trim()}
          onTrust={() => packages.trust(installer.source.trim(), packages.detect)}
        />
      )}
      {packages.detectFailure && <EvidenceTable evidence={evidenceOf(packages.detectFailure)} />}
      {packages.detectFailure?.kind === 'package-unknown-release' && (
        <NameRelease onName={packages.nameRelease} />
      )}
      {release && packages.contradictions.length > 0 && (
        <Notice tone="warn" title={t('contradicted', { release: release.id })}>
          <EvidenceTable evidence={packages.contradictions} />
        </Notice>
      )}
    </div>
  )
}

/** The release of the source: detected, or named by the user. */
function ReleaseHint({
  release: { installer, id, kubernetes },
  reason,
}: {
  release: Release
  reason: string
}) {
  const t = useTranslations('installer.package')
  const releaseName = useReleaseName()
  const tone = reason === '' ? 'ok' : 'warn'
  return (
    <span className={cx('inline-flex items-center gap-1.5 font-medium', TONES[tone].text)}>
      <ToneIcon tone={tone} size={14} />
      {t('release', { release: releaseName(installer, id), kubernetes })}
      {reason !== '' && ` · ${t('named', { reason })}`}
    </span>
  )
}
