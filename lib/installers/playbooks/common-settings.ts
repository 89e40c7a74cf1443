/** Settings that several installers have. */
import type { Section } from '@/lib/cluster/release-options'
import { setting } from './setting'

/** Where the virtual environment with Ansible comes from. The keys are our own. */
export const preparationSection: Section = {
  id: 'preparation',
  step: 'installer',
  advanced: true,
  fields: [
    setting('python_index_url', 'url', { sensitive: true }),
    // A folder of wheels on the taskbox, used instead of an index.
    setting('python_wheelhouse', 'path'),
  ],
}

/** Variables of each host in a rendered inventory (yaml-inventory.ts). */
const HOST_VARIABLES = ['ansible_host', 'ansible_user']

/**
 * Variables that Taskbox does not know. They may contain passwords.
 * @param reserved the installer's variables that the rendered files set
 */
export function variablesSection(reserved: readonly string[]): Section {
  const options = { sensitive: true, reserved: [...reserved, ...HOST_VARIABLES] }
  return {
    id: 'variables',
    step: 'installer',
    advanced: true,
    fields: [setting('extra_variables', 'yaml', options)],
  }
}
