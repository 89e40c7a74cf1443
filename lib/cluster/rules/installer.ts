/** Rules for the installer step: the cluster's name, the package and its release, and the taskbox. */

import { isHostAddress, parsePort } from '@/lib/network/address'
import type { Draft } from '../draft/draft'
import type { Problem } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error } from './create-problem'
import { fingerprintProblems, validateLogin } from './logins'
import { validateText } from './text'

const MAX_NAME_LENGTH = 100

export function installerProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  return [
    ...validateText(draft.name, ['name'], { required: true, maxLength: MAX_NAME_LENGTH }),
    ...packageProblems(draft, release),
    ...modeProblems(draft, release),
    ...taskboxProblems(draft),
  ]
}

function packageProblems({ installer }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const absolute = (path: string) => path.startsWith('/')
  const path = ['installer', 'source']
  const problems = validateText(installer.source, path, {
    required: true,
    isValid: absolute,
    code: 'path-invalid',
  })
  if (release) return problems
  const at = ['installer', 'version']
  if (installer.version) return [...problems, error('release-unknown', at, { release: installer.version })]
  // The release can only be missing once the package is valid.
  return problems.length > 0 ? problems : [error('release-missing', at)]
}

function modeProblems({ installer }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const { mode } = installer
  if (!release || release.modes.includes(mode)) return []
  return [error('mode-unsupported', ['installer', 'mode'], { mode, choices: release.modes.join(', ') })]
}

function taskboxProblems({ taskbox }: Draft): Problem[] {
  if (taskbox.kind === 'local') return []
  return [
    ...validateText(taskbox.address, ['taskbox', 'address'], {
      required: true,
      isValid: isHostAddress,
      code: 'address-invalid',
    }),
    ...validateText(taskbox.port, ['taskbox', 'port'], {
      isValid: (port) => parsePort(port) !== undefined,
      code: 'port-invalid',
    }),
    ...validateLogin(taskbox, ['taskbox'], { required: true, of: 'taskbox', name: '' }),
    ...fingerprintProblems(taskbox.hostKey, ['taskbox', 'hostKey']),
  ]
}
