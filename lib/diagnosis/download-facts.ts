/**
 * Reads from a failed download its URL, the server, and the setting that replaces that server. Logs are untrusted, and
 * the texts put the URL into a shell command: a URL with other characters than those of RFC 3986, or with a quote, gives
 * no facts. Credentials in it are masked.
 */
import type { Facts } from './signature'

const MASK = '***'
/** Up to a character that ends a URL in JSON, YAML or prose. */
const URL_TEXT = String.raw`https?:\/\/[^\s"'\\<>]{1,2000}`
const REQUEST = new RegExp(String.raw`\b(?:Get|Head|Post|Put) \\{0,7}"?(${URL_TEXT})`)
const URL_MEMBER = new RegExp(String.raw`\burl\\{0,3}["']?: {0,2}\\{0,3}["']?(${URL_TEXT})`)
/** `[INFO]  Downloading binary https://…`, as the install script of k3s prints it. */
const ANNOUNCED_URL = new RegExp(`Downloading (?:hash|binary) (${URL_TEXT})`, 'g')
/** An index in pip's own words, and in those of the preparation. */
const INDEX_URL = new RegExp(
  `(?:Could not fetch URL |Skipping page |^|\\n|\\\\n|")(${URL_TEXT})(?: offers no|: | because)`,
)
/** `HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded with url: /simple/`, as Python prints it. */
const POOL =
  /\b(HTTPS?)ConnectionPool\(host='([\w.-]{1,255})', port=(\d{1,5})\)(?:: Max retries exceeded with url: (\/[^\s"'\\]{0,500}))?/
const REPOSITORY = /https?:\/\/[^\s"'\\<>]{1,1000}repomd\.xml(?=.{0,200}\b404\b)/
const ANY_URL = new RegExp(URL_TEXT)
/** `failed to resolve reference "registry.k8s.io/pause:3.9"`, as nerdctl, ctr and crictl print it. */
const REFERENCE =
  /failed to (?:resolve reference|pull and unpack image|pull image) \\{0,7}"?([\w.:-]{1,255})\//

/** Kubespray's variables that replace a server of files, since 2.25 (roles/kubespray_defaults/defaults/main/download.yml). */
const FILE_SETTINGS: Readonly<Record<string, string>> = {
  'github.com': 'github_url',
  'objects.githubusercontent.com': 'github_url',
  'release-assets.githubusercontent.com': 'github_url',
  'dl.k8s.io': 'dl_k8s_io_url',
  'cdn.dl.k8s.io': 'dl_k8s_io_url',
  'storage.googleapis.com': 'storage_googleapis_url',
  'get.helm.sh': 'get_helm_url',
}

/** Kubespray's variables that replace a registry, or a server to which it redirects. */
const IMAGE_SETTINGS: Readonly<Record<string, string>> = {
  'registry.k8s.io': 'kube_image_repo',
  'k8s.gcr.io': 'kube_image_repo',
  'gcr.io': 'gcr_image_repo',
  'docker.io': 'docker_image_repo',
  'registry-1.docker.io': 'docker_image_repo',
  'auth.docker.io': 'docker_image_repo',
  'production.cloudflare.docker.com': 'docker_image_repo',
  'quay.io': 'quay_image_repo',
  'ghcr.io': 'github_image_repo',
  'pkg-containers.githubusercontent.com': 'github_image_repo',
}

/** A file: the URL of the result, or else the one that was shown before a hidden result. */
export function fileFacts(text: string, shownUrl: string | undefined): Facts | undefined {
  const found = parseUrl(URL_MEMBER.exec(text)?.[1]) ?? parseUrl(shownUrl)
  return found && { ...found, setting: FILE_SETTINGS[found.server] ?? 'files_repo' }
}

/** An image: the request that failed, or else the registry of the image. */
export function imageFacts(text: string): Facts | undefined {
  const registry = REFERENCE.exec(text)?.[1]
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  const found = parseUrl(REQUEST.exec(text)?.[1]) ?? parseUrl(host && `https://${host}/v2/`)
  if (!found) return undefined
  const setting = IMAGE_SETTINGS[registry ?? ''] ?? IMAGE_SETTINGS[found.server] ?? 'registry_host'
  return { ...found, setting }
}

/** A mirror of packages or a script: the member `url` of the result, or else the first URL of the text. */
export function urlFacts(text: string): Facts | undefined {
  return parseUrl(URL_MEMBER.exec(text)?.[1]) ?? parseUrl(ANY_URL.exec(text)?.[0])
}

/** A repository of packages whose metadata does not exist. */
export function repositoryFacts(text: string): Facts | undefined {
  return parseUrl(REPOSITORY.exec(text)?.[0]) ?? parseUrl(/Status code: 404 for (\S{1,2000})/.exec(text)?.[1])
}

/** An install script: the URL that it announced last, or else that of the script. */
export function scriptFacts(text: string): Facts | undefined {
  const last = [...text.matchAll(ANNOUNCED_URL)].at(-1)?.[1]
  return parseUrl(last) ?? parseUrl(URL_MEMBER.exec(text)?.[1])
}

/** The index of Python packages that pip could not read. */
export function pipFacts(text: string): Facts | undefined {
  const [, scheme = '', host = '', port = '', path = '/'] = POOL.exec(text) ?? []
  const isDefault = port === (scheme === 'HTTPS' ? '443' : '80')
  const pool = host && `${scheme.toLowerCase()}://${host}${isDefault ? '' : `:${port}`}${path}`
  return parseUrl(INDEX_URL.exec(text)?.[1]) ?? (pool ? parseUrl(pool) : undefined)
}

const CREDENTIALS = /^(https?:\/\/)[^/?#]*@/
const SECRET_PARAMETER =
  /([?&][\w-]{0,40}(?:token|secret|password|passwd|signature|sig|key|credential)[\w-]{0,40}=)[^&#]*/gi
const VALID =
  /^https?:\/\/(?:\*\*\*@)?([\w.-]{1,255}|\[[\da-fA-F:.]{2,45}\])(:\d{1,5})?(?:[/?#][\w.~:/?#[\]@!$&()*+,;=%-]*)?$/

/** The URL with its credentials masked, and its server with the port, if any; undefined if it is not valid. */
function parseUrl(text: string | undefined): { url: string; server: string } | undefined {
  if (text === undefined) return undefined
  const url = text
    .replace(/[.,:;)\]]{1,8}$/, '')
    .replace(CREDENTIALS, `$1${MASK}@`)
    .replace(SECRET_PARAMETER, `$1${MASK}`)
  const [, host, port = ''] = VALID.exec(url) ?? []
  return host === undefined ? undefined : { url, server: `${host}${port}` }
}
