/** Rules for waivers: the check and the host must exist. */

import type { Draft } from '../draft/draft'
import { ALL_IN_ONE_HOST } from '../draft/draft-defaults'
import type { Problem } from '../problem'
import { error, truncate, warning } from './create-problem'
import { validateText } from './text'

export function waiverProblems({ waivers, hosts }: Draft, checkIds: readonly string[]): Problem[] {
  const names = new Set([...hosts.map(({ name }) => name), ALL_IN_ONE_HOST])
  return waivers.flatMap(({ check, host, reason }, index) => {
    const path = ['waivers', index]
    const problems = validateText(reason, [...path, 'reason'])
    if (check === '') problems.push(error('required', [...path, 'check']))
    else if (!checkIds.includes(check)) {
      const facts = { check: truncate(check), choices: checkIds.join(', ') }
      problems.push(error('waiver-unknown', [...path, 'check'], facts))
    }
    // Only a warning, since such a waiver has no effect. The host may have been renamed.
    if (host && !names.has(host))
      problems.push(warning('waiver-host-unknown', [...path, 'host'], { host: truncate(host) }))
    if (host && reason === '')
      problems.push(
        warning('waiver-reason-missing', [...path, 'reason'], {
          check: truncate(check),
          host: truncate(host),
        }),
      )
    return problems
  })
}
