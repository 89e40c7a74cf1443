/** What Taskbox reads from a checkout of k3s-ansible. */

import type { DetectionSources } from '../installer'
import type { Paths } from '../sources/checkout'

export const REQUIRED_FILES = ['galaxy.yml', 'playbooks/site.yml'] as const

export const GALAXY: Paths = ['galaxy.yml']
export const RUNTIME: Paths = ['meta/runtime.yml']
export const SAMPLE: Paths = ['inventory-sample.yml']
export const PREREQUISITES: Paths = ['roles/prereq/tasks/main.yml']
export const PREREQUISITE_DEFAULTS: Paths = ['roles/prereq/defaults/main.yml']

export const DETECTION_SOURCES: DetectionSources = {
  files: [],
  keys: new Map([
    [GALAXY[0], ['namespace', 'name', 'version']],
    [RUNTIME[0], ['requires_ansible']],
    [SAMPLE[0], ['k3s_version']],
    [PREREQUISITE_DEFAULTS[0], ['manage_firewall']],
  ]),
  lines: new Map([[PREREQUISITES[0], 'ansible_version[.]full is version[(]']]),
}
