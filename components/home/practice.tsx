'use client'

import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { Dialog } from '@/components/ui/overlay/dialog'

/** Creates a cluster of practice hosts, with one of the installers that the demo has. */
export function Practice({
  installers,
  pending,
  onChoose,
}: {
  installers: readonly string[]
  pending: boolean
  onChoose: (installer: string) => void
}) {
  const t = useTranslations('home.new')
  const [open, setOpen] = useState(false)
  const [only] = installers
  function choose(installer: string) {
    setOpen(false)
    onChoose(installer)
  }
  return (
    <>
      <Button
        icon={FlaskConical}
        pending={pending}
        onClick={() => (installers.length === 1 && only !== undefined ? choose(only) : setOpen(true))}
      >
        {t('practice')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('practiceWith.title')}
        text={t('practiceWith.text')}
      >
        <ul className="flex flex-col gap-2">
          {installers.map((installer) => (
            <li key={installer}>
              <button
                type="button"
                onClick={() => choose(installer)}
                className="w-full rounded-md border border-control px-3 py-2.5 text-left hover:bg-hover"
              >
                <span className="block font-medium">{t(`practiceWith.${installer}.title`)}</span>
                <span className="block text-sm text-muted">{t(`practiceWith.${installer}.text`)}</span>
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}
