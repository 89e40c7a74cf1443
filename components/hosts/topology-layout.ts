import type { HostDraft, Role } from '@/lib/cluster/draft'

export interface Spot {
  host: HostDraft
  x: number
  y: number
}

export interface Band {
  role: Role
  y: number
  height: number
  spots: Spot[]
}

export interface Topology {
  /** Chips with names, or small squares where there are too many for names. */
  chip: { width: number; height: number }
  named: boolean
  bands: Band[]
  height: number
}

const NAMED_AT_MOST = 24
const CHIP = { width: 112, height: 34 }
const SQUARE = { width: 14, height: 14 }
const SQUARES_AT_MOST = 150
const DOT = { width: 8, height: 8 }
const GAP = 8
const LABEL = 20
const PADDING = 10
const BETWEEN = 16

/** The band that a host is drawn in: the first of its roles in this order. */
const BANDS: readonly Role[] = ['master', 'etcd', 'node']

export function bandOf(host: HostDraft): Role {
  return BANDS.find((role) => host.roles.includes(role)) ?? 'node'
}

/** Where every host stands in a picture of that width, in pixels. `top`: room above the bands. */
export function layOut(hosts: readonly HostDraft[], width: number, top: number): Topology {
  const named = hosts.length <= NAMED_AT_MOST
  const chip = named ? CHIP : hosts.length <= SQUARES_AT_MOST ? SQUARE : DOT
  const gap = named ? GAP : chip.width / 4
  const perRow = Math.max(1, Math.floor((width - 2 * PADDING + gap) / (chip.width + gap)))
  let y = top
  const bands = BANDS.flatMap((role): Band[] => {
    const inside = hosts.filter((host) => bandOf(host) === role)
    if (inside.length === 0 && role === 'etcd') return []
    const rows = Math.max(1, Math.ceil(inside.length / perRow))
    const height = LABEL + rows * (chip.height + gap) - gap + PADDING
    const spots = inside.map((host, at) => ({
      host,
      x: PADDING + (at % perRow) * (chip.width + gap),
      y: y + LABEL + Math.floor(at / perRow) * (chip.height + gap),
    }))
    const band = { role, y, height, spots }
    y += height + BETWEEN
    return [band]
  })
  return { chip, named, bands, height: y - BETWEEN }
}
