/**
 * A draft as it is meant: without the blanks that come along when something is pasted. Secrets stay as they are, since
 * a blank may be part of one, and so do storage parameters, some of which are secrets. Rules and `complete` both start
 * here, so that what was judged is what is installed.
 */
import type { BastionDraft, Draft, HostDraft, TaskboxDraft } from './draft'

function place<P extends BastionDraft | HostDraft | TaskboxDraft>(fields: P): P {
  const { user, address, port, hostKey } = fields
  const trimmed = { user: user.trim(), address: address.trim(), port: port.trim(), hostKey: hostKey.trim() }
  return { ...fields, ...trimmed }
}

/** A machine, and the bastion that it may have. */
function machine<M extends HostDraft | TaskboxDraft>(fields: M): M {
  return fields.bastion ? { ...place(fields), bastion: place(fields.bastion) } : place(fields)
}

/** A copy without blanks around its texts. */
export function tidy(draft: Draft): Draft {
  const { installer, network, storage, addons } = draft
  const { loadBalancer } = network
  return {
    name: draft.name.trim(),
    installer: { ...installer, package: installer.package.trim(), release: installer.release.trim() },
    taskbox: machine(draft.taskbox),
    login: { ...draft.login, user: draft.login.user.trim() },
    ...(draft.bastion && { bastion: place(draft.bastion) }),
    hosts: draft.hosts.map((host) => ({ ...machine(host), name: host.name.trim(), ip: host.ip.trim() })),
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
