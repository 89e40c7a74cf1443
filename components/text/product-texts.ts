'use client'

import { useTranslations } from 'use-intl'

/** The prefix of the message keys of an installer; that of any installer if it has no texts. */
export function useProductKey(): (installer: string) => string {
  const t = useTranslations('installer.products')
  return (installer) => `installer.products.${t.has(`${installer}.release`) ? installer : 'other'}`
}

/** The name of a release with its product, such as `Kubespray 2.31.0`. */
export function useReleaseName(): (installer: string, release: string) => string {
  const t = useTranslations()
  const productKey = useProductKey()
  return (installer, release) => t(`${productKey(installer)}.release`, { installer, release })
}
