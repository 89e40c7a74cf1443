/** Signatures of failures of k3s, its install script and k3s-ansible's roles. */
import { scriptFacts } from '../download-facts'
import type { Signature } from '../signature'

export const K3S: readonly Signature[] = [
  {
    id: 'k3s-download',
    keywords: ['get.k3s.io', '[INFO]  Downloading', 'Download failed'],
    pattern:
      /(?:Request failed|Connection failure)[\s\S]{0,600}https:\/\/get\.k3s\.io|\[ERROR\] {1,3}Download failed|\[INFO\] {1,3}Downloading (?:hash|binary) http(?![\s\S]{0,2300}\[INFO\])/,
    facts: scriptFacts,
    check: 'downloads',
    isInResult: true,
  },
  {
    id: 'k3s-start',
    keywords: ['.service failed', 'service k3s', '/etc/rancher/k3s/k3s.yaml', 'server/token'],
    pattern:
      /Job for k3s(?:-agent|-node|-init)?\.service failed|Unable to (?:re)?start service k3s|Source \/etc\/rancher\/k3s\/k3s\.yaml not found|waiting for file \/var\/lib\/rancher\/k3s\/server\/token/,
  },
  {
    id: 'k3s-joined',
    keywords: ['nodes joined', 'nodes actually joined'],
    pattern: /(?:FAILED|RETRYING): .{0,400}Verify that all (?:server )?nodes (?:actually )?joined/,
  },
  {
    id: 'api-endpoint',
    keywords: ['Timeout when waiting for '],
    pattern: /Timeout when waiting for (?<server>[\w.:[\]-]{1,255}:6443)\b/,
  },
  {
    id: 'k3s-token',
    keywords: ['token CA hash', 'with different token', 'validate token', 'server token'],
    pattern:
      /token CA hash does not match|found and encrypted with different token|failed to validate token|failed to normalize server token/,
  },
  {
    id: 'k3s-node-password',
    keywords: ['Node password rejected'],
    pattern: /Node password rejected/,
    check: 'hostname',
  },
  {
    id: 'k3s-config',
    keywords: ['critical configuration'],
    pattern: /critical configuration (?:value )?mismatch/,
  },
  {
    id: 'k3s-init',
    keywords: ['systemd or openrc'],
    pattern: /Can not find systemd or openrc/,
    check: 'init',
  },
]
