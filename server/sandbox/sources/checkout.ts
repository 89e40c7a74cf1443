/**
 * The practice checkouts: installers of our own with the layout of Kubespray and of k3s-ansible, which install the programs
 * in `server/sandbox/kubernetes`. See the README.md of each.
 */
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { SandboxError } from '../error'
import { sandboxFolder } from '../paths'
import type { Sandbox } from '../sandbox'

export type PracticeCheckout = 'kubespray' | 'k3s-ansible'

/** A file of `server/sandbox`, and its path in the checkout. */
type Part = readonly [from: string, to: string]

const K3S_PROGRAMS = ['k3s', 'kube-apiserver', 'kubelet', 'make-pki', 'make-image']

const PARTS: Readonly<Record<PracticeCheckout, readonly Part[]>> = {
  kubespray: [
    ['kubernetes/kubelet', 'roles/download/files/kubelet'],
    ['kubernetes/kube-apiserver', 'roles/download/files/kube-apiserver'],
    ['kubernetes/make-image', 'roles/download/files/make-image'],
    ['kubernetes/make-pki', 'roles/kubernetes/pki/files/make-pki'],
    ['package/2.x/k8s/callback_plugins/profile_tasks.py', 'callback_plugins/profile_tasks.py'],
  ],
  'k3s-ansible': K3S_PROGRAMS.map(
    (name): Part => [`kubernetes/${name}`, `roles/practice_programs/files/${name}`],
  ),
}

/** Writes a checkout to a folder, which is created. */
export async function writeCheckout(folder: string, checkout: PracticeCheckout): Promise<void> {
  for (const [from, to] of [[checkout, ''] as const, ...PARTS[checkout]])
    await cp(sandboxFolder(from), path.join(folder, to), { recursive: true })
}

/**
 * Copies a checkout to one of the practice hosts, which must run systemd to be installed.
 * @returns its path on that host
 */
export async function installCheckout(
  sandbox: Pick<Sandbox, 'hosts'>,
  checkout: PracticeCheckout,
  { hostName = sandbox.hosts[0].name, folder = '/opt' }: { hostName?: string; folder?: string } = {},
): Promise<string> {
  const host = sandbox.hosts.find(({ name }) => name === hostName)
  if (host === undefined) throw new SandboxError('name', { name: hostName })
  const target = path.posix.join(folder, checkout)
  await mkdir(path.join(host.rootFolder, folder), { recursive: true })
  await writeCheckout(path.join(host.rootFolder, target), checkout)
  // Any user may own the clone; files that root runs on a host must belong to root.
  await host.exec(`chown -R root:root '${target}' && chmod -R u+rwX,go-w '${target}'`)
  return target
}
