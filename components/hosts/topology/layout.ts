import type { HostDraft, Role } from '@/lib/cluster/draft/draft'

export interface HostPosition {
  host: HostDraft
  x: number
  y: number
}

export interface RoleBand {
  role: Role
  /** Hosts with the role, including those in the bands above. */
  count: number
  y: number
  height: number
  positions: HostPosition[]
}

export interface TopologyLayout {
  /** Chips with names, or small squares for many hosts. */
  chip: { width: number; height: number }
  named: boolean
  bands: RoleBand[]
  height: number
}

const MAX_NAMED_HOSTS = 24
const CHIP = { width: 112, height: 34 }
const SQUARE = { width: 14, height: 14 }
const MAX_SQUARE_HOSTS = 150
const DOT = { width: 8, height: 8 }
const GAP = 8
const LABEL_HEIGHT = 24
const PADDING = 10
const BAND_GAP = 16

/** A host's band is the first of its roles in the order of `roles`. */
function roleBandOf(host: HostDraft, roles: readonly Role[]): Role {
  return roles.find((role) => host.roles.includes(role)) ?? 'node'
}

/**
 * Computes the positions of all hosts in px. `top` is the offset of the first band.
 * @param roles the roles of the release, in the order of their bands
 */
export function layoutTopology(
  hosts: readonly HostDraft[],
  roles: readonly Role[],
  width: number,
  top: number,
): TopologyLayout {
  const named = hosts.length <= MAX_NAMED_HOSTS
  const chip = named ? CHIP : hosts.length <= MAX_SQUARE_HOSTS ? SQUARE : DOT
  const gap = named ? GAP : chip.width / 4
  const perRow = Math.max(1, Math.floor((width - 2 * PADDING + gap) / (chip.width + gap)))
  let y = top
  const bands = roles.flatMap((role): RoleBand[] => {
    const inside = hosts.filter((host) => roleBandOf(host, roles) === role)
    if (inside.length === 0 && role === 'etcd') return []
    const count = hosts.filter((host) => host.roles.includes(role)).length
    // Without hosts of its own, the band is only the line that says where they are.
    const rows = Math.max(count > 0 ? 0 : 1, Math.ceil(inside.length / perRow))
    const height = rows > 0 ? LABEL_HEIGHT + rows * (chip.height + gap) - gap + PADDING : LABEL_HEIGHT
    const positions = inside.map((host, at) => ({
      host,
      x: PADDING + (at % perRow) * (chip.width + gap),
      y: y + LABEL_HEIGHT + Math.floor(at / perRow) * (chip.height + gap),
    }))
    const band = { role, count, y, height, positions }
    y += height + BAND_GAP
    return [band]
  })
  return { chip, named, bands, height: y - BAND_GAP }
}
