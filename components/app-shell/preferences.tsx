'use client'

import { Languages, type LucideIcon, SunMoon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { LANGUAGES, type Language } from '@/lib/messages/languages'
import { storePreference, THEMES, type Theme } from './theme'

const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' }

/** Selects the theme and the language. A change applies immediately and is stored for later visits. */
export function Preferences({ theme }: { theme: Theme }) {
  return (
    <div className="flex items-center gap-1">
      <LanguageSelect />
      <ThemeSelect theme={theme} />
    </div>
  )
}

function LanguageSelect() {
  const t = useTranslations('wizard.frame')
  const locale = useLocale()
  const router = useRouter()
  const [, start] = useTransition()
  function choose(language: string) {
    storePreference('language', language)
    start(() => router.refresh())
  }
  return (
    <PreferenceSelect
      icon={Languages}
      label={t('language')}
      value={locale}
      options={LANGUAGES.map((language) => ({
        value: language,
        text: LANGUAGE_NAMES[language],
        lang: language,
      }))}
      onChoose={choose}
    />
  )
}

function ThemeSelect({ theme }: { theme: Theme }) {
  const t = useTranslations('wizard.frame')
  const [chosen, setChosen] = useState<string>(theme)
  function choose(next: string) {
    setChosen(next)
    storePreference('theme', next)
    document.documentElement.dataset.theme = next
  }
  return (
    <PreferenceSelect
      icon={SunMoon}
      label={t('theme')}
      value={chosen}
      options={THEMES.map((value) => ({ value, text: t(`themes.${value}`) }))}
      onChoose={choose}
    />
  )
}

/** A native select, which needs no code and suits phones. */
function PreferenceSelect({
  icon: Icon,
  label,
  value,
  options,
  onChoose,
}: {
  icon: LucideIcon
  label: string
  value: string
  options: readonly { value: string; text: string; lang?: string }[]
  onChoose: (value: string) => void
}) {
  return (
    <label className="relative flex h-8 items-center rounded-md text-sm text-muted hover:bg-hover hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <Icon aria-hidden size={16} strokeWidth={1.75} className="pointer-events-none absolute left-2" />
      <span className="sr-only">{label}</span>
      <select
        value={value}
        onChange={(event) => onChoose(event.target.value)}
        className="h-8 w-8 cursor-pointer appearance-none rounded-md bg-transparent pr-2 pl-8 text-transparent outline-none sm:w-auto sm:text-inherit [&>option]:bg-raised [&>option]:text-ink"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={option.lang}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  )
}
