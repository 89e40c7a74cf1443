/** Modules of the kernel that the cluster needs: loaded, built in, or there to be loaded. */
import { KERNEL_MODULES, type KernelModule } from '@/lib/installers/installer'
import type { ClusterContext } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const NAMES = KERNEL_MODULES.join('|')

/** Those in use, loaded or built in. */
const LOADED_MODULES: ProbeItem<ReadonlySet<string>> = {
  name: 'loaded',
  // Built-in ones do not always show below /sys/module; these other signs are theirs alone.
  script: `
for module in ${KERNEL_MODULES.join(' ')}; do
  [ ! -d "/sys/module/$module" ] || tell "$module"
done
[ ! -d /proc/sys/net/bridge ] || tell br_netfilter
[ ! -e /proc/net/ip_vs ] || tell ip_vs
[ ! -e "/lib/modules/$kernel/modules.dep" ] || tell listed
tell looked
`,
  read(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'looked' ? new Set(lines) : undefined
  },
}

/** Those that the running kernel's folder has. */
const LOADABLE_MODULES: ProbeItem<ReadonlySet<string>> = {
  name: 'modules',
  files: '/lib/modules/"$kernel"/modules.builtin /lib/modules/"$kernel"/modules.dep',
  match: `^([^:]*/)?(${NAMES})[.]ko`,
  read: (text) =>
    new Set(
      [...fileLines(text).values()]
        .flat()
        .flatMap((line) => /(?:^|\/)([^/]+?)\.ko/.exec(line.split(':')[0] ?? '')?.[1] ?? []),
    ),
}

export const kernelModules = defineCheck({
  id: 'modules',
  reasons: ['there', 'missing', 'unlisted'],
  source: ['own'],
  needs: ['release', 'plugin', 'storage'],
  scope: 'host',
  sections: [LOADED_MODULES, LOADABLE_MODULES],
  host(sheet, context) {
    const [loaded, loadable] = [factsOf(sheet, LOADED_MODULES), factsOf(sheet, LOADABLE_MODULES)]
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
