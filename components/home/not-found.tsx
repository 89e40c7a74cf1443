'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button/button-class'
import { PageTitle } from '@/components/ui/layout/page-title'

export function NotFound() {
  const t = useTranslations('home.notFound')
  return (
    <main className="mx-auto flex max-w-xl flex-col items-start gap-3 px-4 py-24">
      <PageTitle text={t('title')} />
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <p className="text-muted">{t('text')}</p>
      <Link href="/" className={buttonClass('primary')}>
        {t('home')}
      </Link>
    </main>
  )
}
