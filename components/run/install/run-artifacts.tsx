'use client'

import { Download, Files } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { WaiverList } from '@/components/checks/waivers/waiver-list'
import { downloadFile } from '@/components/review/download-file'
import type { RequestError } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Dialog } from '@/components/ui/overlay/dialog'
import type { RunView } from '@/lib/contract/run'

/** Downloads of the files that the run was started with; the wizard or the package may have changed since. */
export function RunArtifacts({ view }: { view: RunView }) {
  const t = useTranslations('run.artifacts')
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const artifacts = [
    ...view.artifacts.map((name) => ({
      name,
      url: `/api/runs/${view.id}/artifacts?name=${encodeURIComponent(name)}`,
    })),
    { name: 'install.log', url: `/api/runs/${view.id}/log?download=1` },
  ]
  return (
    <>
      <Button size="small" variant="quiet" icon={Files} onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('title')} text={t('text')}>
        <div className="flex flex-col gap-3">
          {failure && <FailureNotice failure={failure} />}
          <ul className="divide-y divide-line rounded-md border border-line bg-surface">
            {artifacts.map(({ name, url }) => (
              <li key={name} className="flex items-center gap-3 px-3 py-2">
                <span className="min-w-0 flex-1 truncate font-mono text-sm">{name}</span>
                <Button
                  size="small"
                  icon={Download}
                  aria-label={t('downloadNamed', { name })}
                  onClick={async () => setFailure(await downloadFile(url, name.split('/').at(-1) ?? name))}
                >
                  {t('download')}
                </Button>
              </li>
            ))}
          </ul>
          {view.waivers.length > 0 && (
            <section aria-labelledby="run-waivers">
              <h3 id="run-waivers" className="mb-1 font-medium">
                {t('waivers')}
              </h3>
              <WaiverList waivers={view.waivers} />
            </section>
          )}
        </div>
      </Dialog>
    </>
  )
}
