/**
 * Kubeconfigs as kubeadm (`/etc/kubernetes/admin.conf`) and k3s (`/etc/rancher/k3s/k3s.yaml`) write them: one context,
 * with the certificates inside. Format: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
import { CORE_SCHEMA, dump, load, YAMLException } from 'js-yaml'
import { z } from 'zod'

/**
 * `not-kubeconfig`: another text. `no-context`: the current context, its cluster or its user is missing. `no-authority`
 * and `no-credentials`: the certificates are missing, such as in a file that refers to other files.
 */
type KubeconfigProblemCode = 'not-kubeconfig' | 'no-context' | 'no-authority' | 'no-credentials'

/** A text is not a usable kubeconfig. Contains no value of the text. */
export class KubeconfigProblem extends Error {
  override readonly name = 'KubeconfigProblem'
  constructor(readonly code: KubeconfigProblemCode) {
    super(code)
  }
}

/** The current context of a kubeconfig. The certificates and the key are PEM texts. */
export interface Kubeconfig {
  /** The API's URL, such as `https://127.0.0.1:6443`. */
  server: string
  /** Certificates of the authorities that sign the API's certificate. */
  authority: string
  certificate: string
  key: string
}

const document = z.looseObject({
  kind: z.literal('Config'),
  'current-context': z.string().optional(),
  contexts: z.array(
    z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(
    z.looseObject({
      name: z.string(),
      cluster: z.looseObject({ server: z.string(), 'certificate-authority-data': z.string().optional() }),
    }),
  ),
  users: z.array(
    z.looseObject({
      name: z.string(),
      user: z.looseObject({
        'client-certificate-data': z.string().optional(),
        'client-key-data': z.string().optional(),
      }),
    }),
  ),
})

/** Parses the current context. Throws a KubeconfigProblem. */
export function parseKubeconfig(text: string): Kubeconfig {
  const { cluster, user } = currentContext(parseDocument(text))
  return {
    server: cluster.server,
    authority: pem(cluster['certificate-authority-data'], 'CERTIFICATE', 'no-authority'),
    certificate: pem(user['client-certificate-data'], 'CERTIFICATE', 'no-credentials'),
    key: pem(user['client-key-data'], 'PRIVATE KEY', 'no-credentials'),
  }
}

/**
 * The kubeconfig with another server in its current context, everything else unchanged. Throws a KubeconfigProblem.
 * @param server such as `https://192.168.0.1:6443`
 */
export function withServer(text: string, server: string): string {
  const config = parseDocument(text)
  const { cluster: current } = currentContext(config)
  const clusters = config.clusters.map((entry) =>
    entry.cluster === current ? { ...entry, cluster: { ...entry.cluster, server } } : entry,
  )
  // As kubectl formats it.
  const format = { lineWidth: -1, noRefs: true, seqNoIndent: true, sortKeys: true }
  return dump({ ...config, clusters }, format)
}

type Document = z.infer<typeof document>

function parseDocument(text: string): Document {
  const parsed = document.safeParse(parseYaml(text))
  if (!parsed.success) throw new KubeconfigProblem('not-kubeconfig')
  return parsed.data
}

function parseYaml(text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA })
  } catch (error) {
    if (error instanceof YAMLException) throw new KubeconfigProblem('not-kubeconfig')
    throw error
  }
}

/** Without a current context, kubectl uses none; a file with one context only is clear nevertheless. */
function currentContext(config: Document) {
  const { contexts, clusters, users } = config
  const current = config['current-context'] || (contexts.length === 1 ? contexts[0]?.name : undefined)
  const context = contexts.find(({ name }) => name === current)?.context
  const cluster = clusters.find(({ name }) => name === context?.cluster)?.cluster
  const user = users.find(({ name }) => name === context?.user)?.user
  if (!cluster || !user) throw new KubeconfigProblem('no-context')
  return { cluster, user }
}

/** Decodes PEM in base64. `label` is the end of its first line, such as `EC PRIVATE KEY`. */
function pem(base64: string | undefined, label: string, missing: KubeconfigProblemCode): string {
  const text = decodeBase64(base64 ?? '')
  if (!text.includes('-----BEGIN ') || !text.includes(`${label}-----`)) throw new KubeconfigProblem(missing)
  return text
}

function decodeBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}
