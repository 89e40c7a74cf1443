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

/** Variables that Taskbox does not know. They may contain passwords. */
export const variablesSection: Section = {
  id: 'variables',
  step: 'installer',
  advanced: true,
  fields: [setting('extra_variables', 'yaml', { sensitive: true })],
}
