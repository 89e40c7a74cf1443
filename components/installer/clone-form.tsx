'use client'

import { GitBranch } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice, FailureText } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Progress } from '@/components/ui/feedback/progress'
import { InlineForm } from '@/components/ui/form/inline-form'
import { TextField } from '@/components/ui/form/text-field'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { findInstaller } from '@/lib/installers/registry'
import { parseRepository } from '@/lib/installers/sources/repository'
import { useClone } from './use-clone'
import type { Packages } from './use-packages'

/** Clones the repository of an installer that is published in one. */
export function CloneForm({ packages, isConnected }: { packages: Packages; isConnected: boolean }) {
  const { installer } = useDraft()
  const repository = findInstaller(installer.id)?.repository
  if (repository === undefined) return null
  return (
    <RepositoryFields
      key={installer.id}
      installer={installer.id}
      repository={repository}
      packages={packages}
      isConnected={isConnected}
    />
  )
}

function RepositoryFields({
  installer,
  repository,
  packages,
  isConnected,
}: {
  installer: string
  repository: string
  packages: Packages
  isConnected: boolean
}) {
  const t = useTranslations('installer.clone')
  const texts = useTranslations('installer.products')
  const [url, setUrl] = useState(repository)
  const [ref, setRef] = useState('')
  const [isSubmitted, setSubmitted] = useState(false)
  const clone = useClone(packages)
  const parsed = parseRepository(url, ref)
  const problem = isSubmitted && !parsed.ok ? parsed.problem : undefined
  const note = problem && {
    severity: 'error' as const,
    text: <FailureText failure={{ kind: 'repository-refused', facts: { reason: problem } }} />,
  }
  const isBusy = packages.transfer !== undefined || (clone.state !== undefined && !clone.state.failure)
  function submit() {
    setSubmitted(true)
    if (parsed.ok) void clone.start(parsed.repository.url, parsed.repository.ref)
  }
  return (
    <fieldset className="rounded-md border border-line p-3" data-help="installer.clone.help">
      <legend className="px-1 font-medium">{t('title')}</legend>
      <p className="mb-2 text-sm text-muted">{t('hint')}</p>
      <InlineForm
        className="grid gap-x-4 sm:grid-cols-[1fr_12rem_auto] sm:items-start"
        onSubmit={() => isConnected && !isBusy && submit()}
      >
        <TextField
          label={t('url')}
          hint={t('urlHint')}
          note={problem === 'ref' ? undefined : note}
          mono
          inputMode="url"
          value={url}
          onChange={setUrl}
        />
        <TextField
          label={t('ref')}
          hint={t('refHint')}
          note={problem === 'ref' ? note : undefined}
          mono
          placeholder={texts(`${installer}.tag`)}
          value={ref}
          onChange={setRef}
        />
        <Button type="submit" className="sm:mt-6" icon={GitBranch} disabled={!isConnected || isBusy}>
          {t('action')}
        </Button>
      </InlineForm>
      <CloneProgress clone={clone} />
      {clone.confirmation}
    </fieldset>
  )
}

function CloneProgress({ clone }: { clone: ReturnType<typeof useClone> }) {
  const t = useTranslations('installer.clone')
  if (!clone.state) return null
  const { ref, phase, percent, failure } = clone.state
  if (failure)
    return (
      <FailureNotice
        failure={failure}
        title={t('failed', { ref })}
        actions={
          <>
            {failure.kind === 'conflict' && <Button onClick={clone.stop}>{t('stopOther')}</Button>}
            <Button onClick={clone.dismiss}>{t('dismiss')}</Button>
          </>
        }
      />
    )
  return (
    <div className="mt-3 flex items-end gap-3">
      <div className="min-w-0 flex-1">
        <Progress
          label={t('running', { ref })}
          value={percent}
          text={t(`phases.${phase}`, { percent: percent ?? 0 })}
        />
      </div>
      <Button aria-label={t('stopNamed', { ref })} onClick={clone.stop}>
        {t('stop')}
      </Button>
    </div>
  )
}
