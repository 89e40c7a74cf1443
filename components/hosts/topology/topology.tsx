'use client'

import { memo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { type ConnectionTest, NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { connectionStatus } from '@/components/status/host-status'
import { useWidth } from '@/components/ui/hooks/use-width'
import type { HostDraft, Role } from '@/lib/cluster/draft/draft'
import { useRoleLabel } from '../use-role-label'
import { type HostPosition, type TopologyLayout as Layout, layoutTopology, type RoleBand } from './layout'

const BALANCER = { width: 150, height: 26, room: 44 }
const NAME_LENGTH = 13

type HostMark = 'ok' | 'fail' | 'open'

const MARK_TEXTS = { ok: 'connected', fail: 'failed', open: 'untested' } as const
const STROKES: Record<HostMark, string> = { ok: 'stroke-ok', fail: 'stroke-fail', open: 'stroke-control' }

function markOf(test: ConnectionTest): HostMark {
  const { tone } = connectionStatus(test)
  return tone === 'ok' || tone === 'fail' ? tone : 'open'
}

/** A diagram of the hosts by role, with the taskbox and the connection status. */
export const Topology = memo(function Topology({
  hosts,
  installer,
  roles,
  balancer,
  needsBalancer,
  connectionTests,
}: {
  hosts: readonly HostDraft[]
  installer: string
  roles: readonly Role[]
  /** Address of the load balancer; may be empty. */
  balancer: string
  /** Whether several control planes need a load balancer. */
  needsBalancer: boolean
  connectionTests: ReadonlyMap<string, ConnectionTest>
}) {
  const t = useTranslations('hosts.topology')
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const count = (role: HostDraft['roles'][number]) => hosts.filter(({ roles }) => roles.includes(role)).length
  const balanced = count('master') > 1 && (needsBalancer || balancer !== '')
  const layout = layoutTopology(hosts, roles, width, balanced ? BALANCER.room : 0)
  return (
    <figure ref={box} className="min-w-0">
      {width > 0 && (
        <svg
          role="img"
          aria-label={t('summary', {
            installer,
            masters: count('master'),
            etcd: count('etcd'),
            nodes: count('node'),
          })}
          width={width}
          height={layout.height}
          className="block overflow-visible"
        >
          {balanced && <Balancer width={width} address={balancer} />}
          {layout.bands.map((band, at) => (
            <BandBox
              key={band.role}
              band={band}
              installer={installer}
              roles={roles}
              width={width}
              layout={layout}
              connectionTests={connectionTests}
              joined={at > 0 ? (layout.bands[at - 1] ?? undefined) : undefined}
            />
          ))}
        </svg>
      )}
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {(['ok', 'fail', 'open'] as const).map((mark) => (
          <Legend key={mark} mark={mark} named={layout.named} text={t(MARK_TEXTS[mark])} />
        ))}
        {hosts.some(({ taskbox }) => taskbox) && (
          <span className="flex items-center gap-1.5">
            <svg width={12} height={12} aria-hidden>
              {layout.named ? (
                <rect x={1} width={4} height={12} rx={2} className="fill-accent-fill" />
              ) : (
                <HostSquare x={0} y={0} size={12} taskbox mark="open" />
              )}
            </svg>
            {t('taskbox')}
          </span>
        )}
      </figcaption>
    </figure>
  )
})

function Balancer({ width, address }: { width: number; address: string }) {
  const t = useTranslations('hosts.topology')
  const x = width / 2 - BALANCER.width / 2
  return (
    <g>
      <line
        x1={width / 2}
        x2={width / 2}
        y1={BALANCER.height}
        y2={BALANCER.room}
        className="stroke-control"
        strokeWidth={1}
      />
      <rect
        x={x}
        y={0.5}
        width={BALANCER.width}
        height={BALANCER.height}
        rx={13}
        strokeDasharray={address ? undefined : '4 3'}
        className="fill-surface stroke-control"
      />
      <text x={width / 2} y={17} textAnchor="middle" className="fill-ink text-xs">
        {address || t('balancer')}
      </text>
    </g>
  )
}

function BandBox({
  band,
  installer,
  roles,
  width,
  layout,
  connectionTests,
  joined,
}: {
  band: RoleBand
  installer: string
  roles: readonly Role[]
  width: number
  layout: Layout
  connectionTests: ReadonlyMap<string, ConnectionTest>
  /** The band above, to connect with a line. */
  joined: RoleBand | undefined
}) {
  const t = useTranslations('hosts.topology')
  const label = useRoleLabel(installer)
  return (
    <g>
      {joined && (
        <line
          x1={width / 2}
          x2={width / 2}
          y1={joined.y + joined.height}
          y2={band.y}
          className="stroke-control"
          strokeWidth={1}
        />
      )}
      <rect
        x={0.5}
        y={band.y + 0.5}
        width={width - 1}
        height={band.height - 1}
        rx={6}
        className="fill-sunken stroke-line"
      />
      <text x={10} y={band.y + 16} className="fill-muted text-xs">
        {t(`bands.${band.role}`, {
          count: band.role === 'etcd' ? band.positions.length : band.count,
          above: band.role === 'etcd' ? 0 : band.count - band.positions.length,
          installer,
        })}
      </text>
      {layout.named ? (
        band.positions.map((position) => (
          <HostChip
            key={position.host.id}
            {...position}
            {...layout.chip}
            further={roles
              .filter((role) => role !== band.role && position.host.roles.includes(role))
              .map(label)
              .join(' + ')}
            mark={markOf(connectionTests.get(position.host.id) ?? NOT_TESTED)}
          />
        ))
      ) : (
        <HostSquares positions={band.positions} size={layout.chip.width} connectionTests={connectionTests} />
      )}
    </g>
  )
}

/** Many hosts as squares. A square shows its name when the pointer is on it. */
function HostSquares({
  positions,
  size,
  connectionTests,
}: {
  positions: readonly HostPosition[]
  size: number
  connectionTests: ReadonlyMap<string, ConnectionTest>
}) {
  return positions.map(({ host, x, y }) => (
    <HostSquare
      key={host.id}
      {...{ x, y, size }}
      name={[host.name, host.address].filter(Boolean).join(' · ')}
      taskbox={host.taskbox}
      mark={markOf(connectionTests.get(host.id) ?? NOT_TESTED)}
    />
  ))
}

const SQUARE_CLASSES: Record<HostMark, string> = {
  ok: 'fill-ok stroke-ok',
  fail: 'fill-surface stroke-fail',
  open: 'fill-surface stroke-control',
}

const HostSquare = memo(function Square({
  x,
  y,
  size,
  name,
  taskbox,
  mark,
}: {
  x: number
  y: number
  size: number
  name?: string
  taskbox: boolean
  mark: HostMark
}) {
  const inner = size - 1
  const middle = inner / 3
  return (
    <g transform={`translate(${x + 0.5} ${y + 0.5})`}>
      {name && <title>{name}</title>}
      <rect
        width={inner}
        height={inner}
        strokeDasharray={mark === 'open' ? '3 2' : undefined}
        className={SQUARE_CLASSES[mark]}
      />
      {mark === 'fail' && (
        <path d={`M1 1 ${inner - 1} ${inner - 1}M${inner - 1} 1 1 ${inner - 1}`} className="stroke-fail" />
      )}
      {taskbox && <rect x={middle} y={middle} width={middle} height={middle} className="fill-accent-fill" />}
    </g>
  )
})

const HostChip = memo(function Chip({
  host,
  x,
  y,
  width,
  height,
  further,
  mark,
}: HostPosition & {
  width: number
  height: number
  /** The labels of its other roles. */
  further: string
  mark: HostMark
}) {
  const name = host.name || host.address || '…'
  return (
    <g>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={width - 1}
        height={height - 1}
        rx={4}
        strokeDasharray={mark === 'open' ? '4 3' : undefined}
        className={`fill-surface ${STROKES[mark]}`}
      />
      {host.taskbox && (
        <rect x={x + 1} y={y + 1} width={4} height={height - 2} rx={2} className="fill-accent-fill" />
      )}
      <HostMarkIcon mark={mark} x={x + width - 15} y={y + height / 2 - 5} />
      <text x={x + 10} y={y + (further ? 15 : 21)} className="fill-ink font-mono text-xs">
        {name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name}
      </text>
      {further && (
        <text x={x + 10} y={y + 27} className="fill-muted" fontSize={10}>
          + {further}
        </text>
      )}
    </g>
  )
})

/** A tick or a cross, so that the status does not depend on color. */
function HostMarkIcon({ mark, x, y }: { mark: HostMark; x: number; y: number }) {
  if (mark === 'open') return null
  const path = mark === 'ok' ? 'M1 5.5 4 8.5 9 2' : 'M2 2 8 8M8 2 2 8'
  return (
    <path
      d={path}
      transform={`translate(${x} ${y})`}
      fill="none"
      strokeWidth={1.75}
      strokeLinecap="round"
      className={STROKES[mark]}
    />
  )
}

function Legend({ mark, named, text }: { mark: HostMark; named: boolean; text: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg width={12} height={12} aria-hidden>
        {named ? (
          <>
            {' '}
            <rect
              x={0.5}
              y={0.5}
              width={11}
              height={11}
              rx={2}
              strokeDasharray={mark === 'open' ? '3 2' : undefined}
              className={`fill-surface ${STROKES[mark]}`}
            />
            <HostMarkIcon mark={mark} x={1} y={1} />
          </>
        ) : (
          <HostSquare x={0} y={0} size={12} taskbox={false} mark={mark} />
        )}
      </svg>
      {text}
    </span>
  )
}
