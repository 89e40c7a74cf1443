/** Checks that the required kernel modules are loaded, built in or loadable. */
import { KERNEL_MODULES, type KernelModule } from '@/lib/installers/installer'
import type { ClusterContext } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const NAMES = KERNEL_MODULES.join('|')

/** Modules in use, loaded or built in. */
const LOADED_MODULES: ProbeItem<ReadonlySet<string>> = {
  name: 'loaded',
  // Built-in modules may be missing in /sys/module, so also look for files that only these modules create.
  script: `
for module in ${KERNEL_MODULES.join(' ')}; do
  [ ! -d "/sys/module/$module" ] || emit "$module"
done
[ ! -d /proc/sys/net/bridge ] || emit br_netfilter
[ ! -e /proc/net/ip_vs ] || emit ip_vs
[ ! -e "/lib/modules/$kernel/modules.dep" ] || emit listed
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'complete' ? new Set(lines) : undefined
  },
}

/** Modules in the folder of the running kernel. */
const LOADABLE_MODULES: ProbeItem<ReadonlySet<string>> = {
  name: 'modules',
  files: '/lib/modules/"$kernel"/modules.builtin /lib/modules/"$kernel"/modules.dep',
  match: `^([^:]*/)?(${NAMES})[.]ko`,
  parse: (text) =>
    new Set(
      [...fileLines(text).values()]
        .flat()
        .flatMap((line) => /(?:^|\/)([^/]+?)\.ko/.exec(line.split(':')[0] ?? '')?.[1] ?? []),
    ),
}

export const kernelModules = defineCheck({
  id: 'modules',
  reasons: ['there', 'missing', 'unlisted'],
  sources: ['own'],
  dependsOn: ['version', 'plugin', 'storage'],
  scope: 'host',
  probeItems: [LOADED_MODULES, LOADABLE_MODULES],
  perHost(probe, context) {
    const [loaded, loadable] = [factsOf(probe, LOADED_MODULES), factsOf(probe, LOADABLE_MODULES)]
    if (!loaded || !loadable) return [undetermined]
    const missing = requiredModules(context).filter((name) => !loaded.has(name) && !loadable.has(name))
    if (missing.length === 0) return [pass('there')]
    const facts = { modules: missing.join(', '), all: missing.join(' ') }
    return [loaded.has('listed') ? fail('missing', facts) : unknown('unlisted', facts)]
  },
})

function requiredModules({ release: { requirements }, cluster }: ClusterContext): KernelModule[] {
  const { modules: always, pluginModules, storageModules } = requirements
  const plugin = pluginModules[cluster.network.plugin] ?? []
  const storage = storageModules[cluster.storage.class] ?? []
  return [...new Set([...always, ...plugin, ...storage])]
}
