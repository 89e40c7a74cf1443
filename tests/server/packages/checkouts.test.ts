/** Reads checkouts of Kubespray and k3s-ansible through the shell probe, and describes the releases in them. */
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Detection, Installer, PackageFacts } from '@/lib/installers/installer'
import { detectCheckout as detectK3s } from '@/lib/installers/k3s/detect-checkout'
import * as k3sSources from '@/lib/installers/k3s/sources'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { detectCheckout as detectKubespray } from '@/lib/installers/kubespray/detect-checkout'
import * as kubespraySources from '@/lib/installers/kubespray/sources'
import { LocalMachine } from '@/server/machine/local'
import type { ExecOptions, ExecResult } from '@/server/machine/machine'
import { quote } from '@/server/machine/quote'
import { readPackageFacts } from '@/server/packages/package-facts'
import { type CheckoutOptions, k3sTree, kubesprayTree } from './checkout-tree'
import { TREE_20, type Tree, writeTree } from './package-tree'

const kubespray = {
  requiredFiles: kubespraySources.REQUIRED_FILES,
  detectionSources: kubespraySources.DETECTION_SOURCES,
  detect: detectKubespray,
}
const k3s = {
  requiredFiles: k3sSources.REQUIRED_FILES,
  detectionSources: k3sSources.DETECTION_SOURCES,
  detect: detectK3s,
}
type Reader = Pick<Installer, 'requiredFiles' | 'detectionSources' | 'detect'>
const all: readonly Reader[] = [kubesphere, kubespray, k3s]

const machine = new LocalMachine()
let folder: string

/** The trees of all tests, which are written and read together before them. */
const trees: Tree[] = []
const folders: string[] = []
let facts: Map<string, PackageFacts>

/** Registers a tree. @returns what an installer detects in it */
function checkout(tree: Tree, reader: Reader = kubespray): () => Detection {
  const index = trees.push(tree) - 1
  return () => reader.detect(required(facts.get(folders[index] ?? '')))
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "checkouts it's "))
  for (const [index, tree] of trees.entries())
    folders.push(await writeTree(path.join(folder, `${index}`), tree))
  facts = await readPackageFacts(machine, folders, all)
})
afterAll(() => rm(folder, { recursive: true }))

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is missing')
  return value
}

const v23: CheckoutOptions = {
  layout: '2.23',
  version: '2.23.3',
  kubernetes: ['1.27.10', '1.27.9', '1.26.13', '1.25.0'],
  minors: ['1.27', '1.26', '1.25'],
}
/** Its checksums contain a minor release that it cannot install. */
const v24: CheckoutOptions = {
  layout: '2.24',
  version: '2.24.3',
  kubernetes: ['1.29.9', '1.28.14', '1.28.2', '1.26.0'],
  minors: ['1.28', '1.27', '1.26'],
}
const v28: CheckoutOptions = {
  layout: '2.28',
  version: '2.28.1',
  kubernetes: ['1.32.8', '1.31.0', '1.30.10', '1.30.9'],
  arm64: ['1.32.8', '1.30.10'],
  minors: ['1.32', '1.31', '1.30'],
}
const master: CheckoutOptions = {
  layout: '2.31',
  version: '2.32.0',
  kubernetes: ['1.36.4', '1.35.1', '1.34.0'],
  minors: ['1.36', '1.35', '1.34'],
}

const ofV23 = checkout(kubesprayTree(v23))
const ofV28 = checkout(kubesprayTree(v28))
const ofMaster = checkout(kubesprayTree(master))

describe('a Kubespray checkout', () => {
  it.each<[() => Detection, string, string[], string[], string]>([
    [ofV23, '2.23.3', ['2.14.0', '2.15.0'], ['1.25.0', '1.26.13', '1.27.9', '1.27.10'], '1.27.10'],
    [
      checkout(kubesprayTree(v24)),
      '2.24.3',
      ['2.15.5', '2.17.0'],
      ['1.26.0', '1.28.2', '1.28.14'],
      '1.28.14',
    ],
    [ofV28, '2.28.1', ['2.16.4', '2.17.0'], ['1.30.9', '1.30.10', '1.31.0', '1.32.8'], '1.32.8'],
    [ofMaster, '2.32.0', ['2.18.0', '2.19.0'], ['1.34.0', '1.35.1', '1.36.4'], '1.36.4'],
  ])('states its versions: $1', (detect, version, ansible, kubernetes, standard) => {
    expect(detect()).toMatchObject({
      result: 'recognized',
      release: { installer: 'kubespray', id: version, kubernetes: `v${standard}` },
      facts: { ansible, kubernetes, kubernetesDefault: [standard] },
      contradictions: [],
    })
  })

  it('states its choices, bounds and defaults', () => {
    expect(factsOf(ofMaster)).toEqual({
      ansible: ['2.18.0', '2.19.0'],
      kubernetes: ['1.34.0', '1.35.1', '1.36.4'],
      kubernetesDefault: ['1.36.4'],
      memoryMiB: ['1500', '1024'],
      systems: [
        'RedHat',
        'Debian',
        'Ubuntu',
        'Flatcar',
        'Flatcar Container Linux by Kinvolk',
        'Kylin Linux Advanced Server',
      ],
      documentedSystems: [
        ...['debian 12', 'debian 13', 'ubuntu 22.04', 'ubuntu 24.04', 'centos 7', 'centos 8', 'centos 9'],
        ...['rhel 7', 'rhel 8', 'rhel 9', 'kylin V10'],
      ],
      plugins: ['calico', 'flannel', 'cilium', 'kube-ovn', 'macvlan', 'none'],
      containerManagers: ['docker', 'crio', 'containerd'],
      proxyModes: ['iptables', 'ipvs', 'nftables'],
      ipv6: ['ipv6_stack'],
      urlVariables: ['github_url', 'dl_k8s_io_url'],
      container_manager: ['containerd'],
      kube_network_plugin: ['calico'],
      kube_proxy_mode: ['ipvs'],
      kube_service_addresses: ['10.233.0.0/18'],
      kube_pods_subnet: ['10.233.64.0/18'],
      kube_network_node_prefix: ['24'],
      kube_service_addresses_ipv6: ['fd85:ee78:d8a6:8607::1000/116'],
      kube_pods_subnet_ipv6: ['fd85:ee78:d8a6:8607::1:0000/112'],
      kube_network_node_prefix_ipv6: ['120'],
    })
  })

  it('before 2.28 has other variables', () => {
    expect(factsOf(ofV23)).toMatchObject({
      kubernetesPrefix: ['v'],
      ipv6: ['enable_dual_stack_networks'],
      proxyModes: ['iptables', 'ipvs'],
    })
    expect(factsOf(ofV28)).toMatchObject({ kubernetesArm64: ['1.30.10', '1.32.8'], ipv6: ['ipv6_stack'] })
  })

  const mislabelled = checkout(kubesprayTree({ ...v23, version: '2.22.1' }))

  it('of 2.23.0, which names itself 2.22.1, is recognized with a contradiction', () => {
    expect(mislabelled()).toMatchObject({
      result: 'recognized',
      release: { id: '2.23' },
      contradictions: [{ path: 'galaxy.yml', key: 'version', value: '2.22.1', values: ['2.23.*'] }],
    })
  })

  const windows = checkout(
    Object.fromEntries(
      Object.entries(kubesprayTree(v28)).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]),
    ),
  )

  it('with Windows line ends is the same', () => {
    expect(factsOf(windows)).toEqual(factsOf(ofV28))
  })

  const v22: CheckoutOptions = { ...v23, layout: '2.22', version: '2.22.2' }
  const changed = (name: string, change: (text: string) => string): Tree => {
    const tree = kubesprayTree(v28)
    return { ...tree, [name]: change(tree[name] ?? '') }
  }
  const CHECKSUMS = 'roles/kubespray_defaults/vars/main/checksums.yml'
  const DEFAULTS = 'roles/kubespray_defaults/defaults/main/main.yml'
  const tooMany = Array.from({ length: 700 }, (_, patch) => `1.30.${patch}`)

  const refused: readonly [string, Tree, string[]][] = [
    ['of 2.22', kubesprayTree(v22), ['galaxy.yml version 2.22.2']],
    [
      'without galaxy.yml, as before 2.22',
      changed('galaxy.yml', () => ''),
      ['galaxy.yml namespace absent', 'galaxy.yml name absent', 'galaxy.yml version absent'],
    ],
    [
      'of another collection',
      changed('galaxy.yml', (text) =>
        text.replace('kubernetes_sigs', 'someone').replace('kubespray', 'stuff'),
      ),
      ['galaxy.yml namespace someone', 'galaxy.yml name stuff'],
    ],
    [
      'of an invalid version',
      changed('galaxy.yml', (text) => text.replace('2.28.1', 'main')),
      ['galaxy.yml version main'],
    ],
    [
      'whose checksums are not YAML',
      changed(CHECKSUMS, (text) => text.replace('  amd64:\n    1.32.8', '  "amd64:\n    1.32.8')),
      [`${CHECKSUMS} kubelet_checksums absent`, `${DEFAULTS} kube_version absent`],
    ],
    [
      'whose checksums are too many',
      kubesprayTree({ ...v28, kubernetes: tooMany }),
      [`${CHECKSUMS} kubelet_checksums absent`, `${DEFAULTS} kube_version absent`],
    ],
    [
      'whose default version cannot be installed',
      changed(DEFAULTS, (text) => text.replace(/kube_version: .*/, 'kube_version: 1.29.0')),
      [`${DEFAULTS} kube_version absent`],
    ],
    [
      'whose default version is a template',
      changed(DEFAULTS, (text) => text.replace(/kube_version: .*/, 'kube_version: "{{ newest }}"')),
      [`${DEFAULTS} kube_version absent`],
    ],
  ]
  it.each(refused.map(([name, tree, found]) => [name, checkout(tree), found] as const))(
    '%s is refused with what was looked for and found',
    (_, detect, found) => {
      expect(detect().result).toBe('unrecognized')
      expect(differing(detect())).toEqual(found)
    },
  )

  const others = [TREE_20, { 'README.md': 'hello\n' }, k3sTree('1.2.2')].map((tree) => checkout(tree))

  it('is not expected in a package of KubeSphere or an empty folder', () => {
    for (const detect of others) expect(detect()).toEqual({ result: 'incomplete' })
  })

  it('is read equally by busybox', async () => {
    const busybox = await BusyboxMachine.create(path.join(folder, 'applets'))
    const [at = ''] = folders
    const read = await readPackageFacts(busybox, [at], all)
    expect(read.get(at)).toEqual(facts.get(at))
  })

  const real = process.env.TASKBOX_KUBESPRAY ?? ''
  it.runIf(real)('that is real is recognized', async () => {
    const detection = kubespray.detect(required((await readPackageFacts(machine, [real], all)).get(real)))
    expect(differing(detection)).toEqual([])
    expect(detection).toMatchObject({ result: 'recognized', release: { installer: 'kubespray' } })
    const stated = factsOf(() => detection)
    for (const fact of ['plugins', 'containerManagers', 'proxyModes', 'ipv6', 'documentedSystems'])
      expect(stated?.[fact]?.length, fact).toBeGreaterThan(0)
  })
})

describe('a k3s-ansible checkout', () => {
  const releases: readonly [version: string, asserted: string, ansible: string][] = [
    ['1.2.2', '2.15', '2.15.0'],
    ['1.0.0', '2.14', '2.15.0'],
    ['1.9.0', '2.17', '2.17.0'],
  ]
  it.each(
    releases.map(
      ([version, asserted, ansible]) =>
        [version, ansible, checkout(k3sTree(version, asserted), k3s)] as const,
    ),
  )('states its version and the oldest Ansible: %s, %s', (version, ansible, detect) => {
    expect(detect()).toMatchObject({
      result: 'recognized',
      release: { installer: 'k3s', id: version, kubernetes: 'v1.31.12+k3s1' },
      facts: { ansible: [ansible], k3sDefault: ['v1.31.12+k3s1'], optionalVariables: ['manage_firewall'] },
    })
  })

  const other = checkout(
    { ...k3sTree('1.2.2'), 'galaxy.yml': 'namespace: k3s\nname: other\nversion: 1.0.0\n' },
    k3s,
  )
  it('of another collection is refused with what was looked for', () => {
    expect(other().result).toBe('unrecognized')
    expect(differing(other())).toEqual(['galaxy.yml name other'])
  })

  const ofKubespray = checkout(kubesprayTree(v28), k3s)
  it('is not expected in a Kubespray checkout', () => {
    expect(ofKubespray()).toEqual({ result: 'incomplete' })
  })
})

function factsOf(detect: () => Detection) {
  const detection = detect()
  return detection.result === 'recognized' ? detection.facts : undefined
}

function differing(detection: Detection): string[] {
  const rows = 'evidence' in detection ? detection.evidence : []
  return rows
    .filter(({ matches }) => !matches)
    .map(({ path: file, key, found, value }) => `${file} ${key} ${found === 'value' ? value : found}`)
}

/** Runs commands with the shell and the programs of busybox. */
class BusyboxMachine extends LocalMachine {
  private constructor(private readonly applets: string) {
    super()
  }

  static async create(applets: string): Promise<BusyboxMachine> {
    await writeTree(applets, { '.keep': '' })
    for (const name of ['sh', 'awk', 'cut', 'grep', 'head', 'tr'])
      await symlink('/bin/busybox', path.join(applets, name))
    return new BusyboxMachine(applets)
  }

  override exec(command: string, options: ExecOptions): Promise<ExecResult> {
    return super.exec(
      `PATH=${quote(this.applets)} ${quote(`${this.applets}/sh`)} -c ${quote(command)}`,
      options,
    )
  }
}
