/** The files that the hosts of a cluster download themselves, and where the settings redirect them. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Role } from '@/lib/cluster/draft/draft'
import type { Download, Downloads } from '../installer'
import { withoutCredentials } from '../sources/url-credentials'
import { type Component, URL_VARIABLES } from './sources'

type Settings = Cluster['settings']
type UrlVariable = (typeof URL_VARIABLES)[number]

/** Their defaults. */
const SITES: Readonly<Record<UrlVariable, string>> = {
  github_url: 'https://github.com',
  dl_k8s_io_url: 'https://dl.k8s.io',
  storage_googleapis_url: 'https://storage.googleapis.com',
  get_helm_url: 'https://get.helm.sh',
}

/** Members of `k8s_cluster`. */
const NODES: readonly Role[] = ['master', 'node']

/** Which hosts download a component, and for which choices (`enabled` and `groups` in its `downloads`). */
const CONDITIONS: Readonly<Record<Component, { roles: readonly Role[]; runtime?: string; plugin?: string }>> =
  {
    kubelet: { roles: NODES },
    kubeadm: { roles: NODES },
    kubectl: { roles: ['master'] },
    etcd: { roles: ['etcd'] },
    cni: { roles: NODES },
    crictl: { roles: NODES },
    containerd: { roles: NODES, runtime: 'containerd' },
    runc: { roles: NODES, runtime: 'containerd' },
    nerdctl: { roles: NODES, runtime: 'containerd' },
    crio: { roles: NODES, runtime: 'crio' },
    skopeo: { roles: ['master'], runtime: 'crio' },
    cri_dockerd: { roles: NODES, runtime: 'docker' },
    calicoctl: { roles: NODES, plugin: 'calico' },
    calico_crds: { roles: ['master'], plugin: 'calico' },
    ciliumcli: { roles: NODES, plugin: 'cilium' },
  }

export function kubesprayDownloads(cluster: Cluster): Downloads {
  const { settings, installer, network, hosts } = cluster
  const lines = installer.facts?.downloads ?? []
  const minor = (settings.kube_version ?? '').split('.').slice(0, 2).join('.')
  const files = Object.entries(CONDITIONS).flatMap(([component, { roles, runtime, plugin }]): Download[] => {
    if (runtime && runtime !== (settings.container_manager ?? 'containerd')) return []
    if (plugin && plugin !== network.plugin) return []
    const template = templateOf(lines, component, minor)
    if (template === undefined || isOverridden(component, template, settings)) return []
    return [{ ...resolve(template, cluster), roles }]
  })
  const exceptions = (settings.additional_no_proxy ?? '').split('\n').map((text) => text.trim())
  const proxy = {
    http: withoutCredentials(settings.http_proxy ?? '').url,
    https: withoutCredentials(settings.https_proxy ?? '').url,
    exceptions: [...hosts.map(({ ip }) => ip), ...exceptions].filter(Boolean),
  }
  return { files, proxy }
}

/** Whether variables of the user's own decide the URL, which is then unknown. */
function isOverridden(
  component: string,
  template: string,
  { extra_variables: text = '' }: Settings,
): boolean {
  const inTemplate = Array.from(template.matchAll(/\{\{(\w+)\}\}/g), ([, name = '']) => name)
  const variables = [`${component}_download_url`, `${component}_version`, ...inTemplate]
  return variables.some((name) => new RegExp(`^${name}\\s*:`, 'm').test(text))
}

/** The template of a component; see `downloadFacts`. */
function templateOf(lines: readonly string[], component: string, minor: string): string | undefined {
  const line = lines.find(
    (one) => one.startsWith(`${component}=`) || one.startsWith(`${component}@${minor}=`),
  )
  return line?.slice(line.indexOf('=') + 1)
}

function resolve(template: string, { settings, installer }: Cluster): Download {
  const prefix = installer.facts?.kubernetesPrefix?.[0] ?? ''
  const setting = URL_VARIABLES.find((name) => template.startsWith(`{{${name}}}`))
  const rest = setting ? template.slice(`{{${setting}}}`.length) : template
  const path = rest
    .replace('{{kube_version}}', `${prefix}${settings.kube_version ?? ''}`)
    .replaceAll('{{image_arch}}', '{arch}')
  const { url, hadCredentials } = withoutCredentials(`${setting ? siteUrls(settings)[setting] : ''}${path}`)
  return { url, ...(setting && { setting }), ...(hadCredentials && { needsLogin: true }) }
}

/** The URL of each site: its own setting, else the folder of the site in `files_repo`. */
export function siteUrls(settings: Settings): Record<UrlVariable, string> {
  const repository = withoutSlashes(settings.files_repo)
  const urlOf = (name: UrlVariable) => {
    const own = withoutSlashes(settings[name])
    const site = SITES[name]
    return own || (repository ? `${repository}/${new URL(site).host}` : site)
  }
  return {
    github_url: urlOf('github_url'),
    dl_k8s_io_url: urlOf('dl_k8s_io_url'),
    storage_googleapis_url: urlOf('storage_googleapis_url'),
    get_helm_url: urlOf('get_helm_url'),
  }
}

/** Without the slashes at its end. */
const withoutSlashes = (url?: string) => url?.replace(/(?<!\/)\/+$/, '')
