/**
 * A draft as it is meant: without the blanks that come along when something is pasted. Secrets stay as they are, since
 * a blank may be part of one, and so do storage parameters, some of which are secrets. Rules and `complete` both start
 * here, so that what was judged is what is installed.
 */
import type { Draft, LoginDraft } from './draft'

function login<L extends LoginDraft & { address?: string; port?: string; hostKey?: string }>(fields: L): L {
  const next = { ...fields, user: fields.user.trim() }
  if (next.address !== undefined) next.address = next.address.trim()
  if (next.port !== undefined) next.port = next.port.trim()
  if (next.hostKey !== undefined) next.hostKey = next.hostKey.trim()
  return next
}

/** A copy without blanks around its texts. */
export function tidy(draft: Draft): Draft {
  const { installer, network, storage, addons } = draft
  const { loadBalancer } = network
  return {
    name: draft.name.trim(),
    installer: { ...installer, package: installer.package.trim(), release: installer.release.trim() },
    taskbox: login(draft.taskbox),
    login: login(draft.login),
    hosts: draft.hosts.map((host) => ({ ...login(host), name: host.name.trim(), ip: host.ip.trim() })),
    network: {
      plugin: network.plugin.trim(),
      serviceCidr: network.serviceCidr.trim(),
      podCidr: network.podCidr.trim(),
      loadBalancer: {
        address: loadBalancer.address.trim(),
        port: loadBalancer.port.trim(),
        domain: loadBalancer.domain.trim(),
      },
    },
    storage: { ...storage, class: storage.class.trim() },
    addons: { harbor: { ...addons.harbor, domain: addons.harbor.domain.trim() } },
    waivers: draft.waivers.map((waiver) => ({
      check: waiver.check.trim(),
      host: waiver.host.trim(),
      reason: waiver.reason.trim(),
    })),
  }
}
