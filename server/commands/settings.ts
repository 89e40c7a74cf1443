/** `taskbox settings -f FILE`: lists the settings of the file's release, with their values in the file. */
import type { Draft } from '@/lib/cluster/draft/draft'
import { sectionsFor } from '@/lib/cluster/families'
import { isApplicable, isSecretParameter, parameterValue } from '@/lib/cluster/parameters'
import type { Parameter } from '@/lib/cluster/release-options'
import type { Release } from '@/lib/installers/installer'
import { MASK } from '@/lib/secrets/mask-file'
import { type Translate, translator } from '../translator'
import { type FileFlags, loadRelease } from './load-cluster'
import { escapeLine } from './terminal/escape'
import { print } from './terminal/output'
import { withClusterFile } from './with-cluster-file'

export function settings(flags: FileFlags & { data?: string }): Promise<number> {
  return withClusterFile(flags, async (engine, file) => {
    const loaded = await loadRelease(engine, file)
    if (loaded) await print(renderSettings(loaded.release, loaded.draft, translator()))
    return loaded !== undefined
  })
}

/** Each section with its settings as YAML, a comment after each. A secret is masked. */
function renderSettings(
  { installer, id, ...release }: Release,
  { settings: values, network }: Pick<Draft, 'settings' | 'network'>,
  t: Translate,
): string {
  const heading = `# ${t(`installer.products.${installer}.release`, { release: id })}\n`
  const sections = sectionsFor(release.sections, network.families)
  if (sections.length === 0) return `${heading}${t('cli.settings-none')}\n`
  const all = sections.flatMap(({ fields }) => fields)
  const lines = sections.flatMap((section) => [
    `\n# ${t(`settings.${installer}.sections.${section.id}.title`)}`,
    ...section.fields
      .filter((field) => isApplicable(field, all, values))
      .map((field) => settingLine(field, values, t(`settings.${installer}.${field.key}.label`), t)),
  ])
  return `${heading}${lines.join('\n')}\n`
}

function settingLine(
  parameter: Parameter,
  values: Readonly<Record<string, string>>,
  label: string,
  t: Translate,
): string {
  const { key, choices } = parameter
  const value = parameterValue(parameter, values)
  const shown = value !== '' && isSecretParameter(parameter) ? MASK : value.split('\n').join(', ')
  const offered = choices ? ` ${t('cli.settings-choices', { choices: choices.join(', ') })}` : ''
  return `${escapeLine(`${key}: ${shown}`).trimEnd()}    # ${label}${offered}`
}
