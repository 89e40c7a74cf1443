/** The settings of k3s-ansible. Their keys are its variables, unless a comment says otherwise. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Section } from '@/lib/cluster/release-options'
import { preparationSection, variablesSection } from '../playbooks/common-settings'
import { setting } from '../playbooks/setting'
import { compareVersions } from '../versions'
import { RESERVED_VARIABLES } from './inventory'

/** @param version of the checkout */
export function k3sSections(facts: SourceFacts, version: string): Section[] {
  return [
    {
      id: 'k3s',
      step: 'installer',
      fields: [
        setting('k3s_version', 'text', {
          required: true,
          default: facts.k3sDefault?.[0] ?? '',
          kubernetesVersion: true,
        }),
        // Since 1.2, the first server generates a missing one, and the playbook passes it on.
        setting('token', 'secret', { required: compareVersions(version, '1.2') < 0 }),
      ],
    },
    networkSection,
    configurationSection(facts),
    sourcesSection,
    preparationSection,
    variablesSection(RESERVED_VARIABLES),
  ]
}

const networkSection: Section = {
  id: 'network',
  step: 'network',
  fields: [
    // Written into `server_config_yaml` as `flannel-backend`.
    setting('flannel_backend', 'choice', {
      default: 'vxlan',
      choices: ['vxlan', 'host-gw', 'wireguard-native'],
    }),
  ],
}

function configurationSection({ optionalVariables = [] }: SourceFacts): Section {
  const hasFirewall = optionalVariables.includes('manage_firewall')
  return {
    id: 'configuration',
    step: 'installer',
    advanced: true,
    fields: [
      setting('server_config_yaml', 'yaml', { sensitive: true }),
      setting('agent_config_yaml', 'yaml', { sensitive: true }),
      setting('extra_server_args', 'text'),
      setting('extra_agent_args', 'text'),
      ...(hasFirewall ? [setting('manage_firewall', 'boolean', { default: 'true' })] : []),
    ],
  }
}

const sourcesSection: Section = {
  id: 'sources',
  step: 'installer',
  advanced: true,
  fields: [
    setting('registries_config_yaml', 'yaml', { sensitive: true }),
    // A folder on the taskbox with the binary, the images and the install script.
    setting('airgap_dir', 'path'),
  ],
}
