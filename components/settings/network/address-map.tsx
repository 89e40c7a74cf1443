'use client'

import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { ToneIcon } from '@/components/ui/feedback/tone'
import { useWidth } from '@/components/ui/hooks/use-width'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { addressMap, type Segment, type SegmentKind } from '@/lib/cluster/address-map'
import { addressCount, firstAddress, lastAddress } from '@/lib/network/cidr'
import { type AddressWindow, isNetwork, toRows, toWindows } from './address-map-layout'

const BAR = 22
const GAP = 4
const TICK = 14
const AXIS = 16

const FILLS: Record<SegmentKind, string> = {
  service: 'fill-accent-soft stroke-accent',
  pod: 'fill-ok-soft stroke-ok',
  docker: 'fill-unknown-soft stroke-unknown',
  host: 'stroke-ink',
  'load-balancer': 'stroke-ink',
  storage: 'stroke-ink',
}

/** Whether a segment has a conflicting overlap. Two segments outside of the cluster's networks may overlap. */
function isConflict(segment: Segment, all: readonly Segment[]): boolean {
  return segment.overlaps.some((index) => {
    const other = all[index]
    return (
      other !== undefined &&
      (isClusterNetwork(segment) || isClusterNetwork(other)) &&
      (isNetwork(segment) || isNetwork(other))
    )
  })
}

function isClusterNetwork({ kind }: Segment): boolean {
  return kind === 'service' || kind === 'pod'
}

/** A diagram of the address space with its overlaps. */
export function AddressMap() {
  const t = useTranslations('network.map')
  const draft = useDraft()
  const release = useRelease()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const segments = addressMap(draft, release)
  const conflicts = segments.filter((segment) => isClusterNetwork(segment) && isConflict(segment, segments))
  return (
    <figure className="rounded-md border border-line bg-surface p-3">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span className="font-medium">{t('title')}</span>
        <span
          className={
            conflicts.length > 0 ? 'flex items-center gap-1 text-fail' : 'flex items-center gap-1 text-ok'
          }
        >
          <ToneIcon tone={conflicts.length > 0 ? 'fail' : 'ok'} size={14} />
          {t(conflicts.length > 0 ? 'overlaps' : 'clear')}
        </span>
      </figcaption>
      <div ref={box} className="flex flex-col gap-3">
        {width > 0 &&
          toWindows(segments).map((window) => (
            <WindowMap key={firstAddress(window)} window={window} all={segments} width={width} />
          ))}
      </div>
      <Overlaps segments={segments} />
    </figure>
  )
}

function WindowMap({
  window,
  all,
  width,
}: {
  window: AddressWindow
  all: readonly Segment[]
  width: number
}) {
  const t = useTranslations('network.map')
  const rows = toRows(window.segments)
  const addresses = window.segments.filter((segment) => !isNetwork(segment))
  const scale = width / addressCount(window)
  const x = (address: bigint) => Number(address - window.start) * scale
  const ticks = addresses.length > 0 ? TICK : 0
  const height = rows.length * (BAR + GAP) + ticks + AXIS
  return (
    <svg
      role="img"
      aria-label={window.segments.map((segment) => t('part', describeSegment(segment, t))).join(', ')}
      width={width}
      height={height}
      className="block"
    >
      {rows.map((row, at) =>
        row.map((segment) => (
          <Bar
            key={`${segment.kind}${segment.start}`}
            segment={segment}
            x={x(segment.start)}
            width={Math.max(3, addressCount(segment) * scale)}
            y={at * (BAR + GAP)}
            isInvalid={isConflict(segment, all)}
          />
        )),
      )}
      {addresses.map((segment) => (
        <line
          key={`${segment.kind}${segment.start}${segment.name}`}
          x1={x(segment.start)}
          x2={x(segment.start)}
          y1={isConflict(segment, all) ? 0 : height - AXIS - ticks}
          y2={height - AXIS}
          strokeWidth={2}
          className={isConflict(segment, all) ? 'stroke-fail' : FILLS[segment.kind]}
        >
          <title>{`${segment.name} ${segment.text}`}</title>
        </line>
      ))}
      <line x1={0} x2={width} y1={height - AXIS} y2={height - AXIS} className="stroke-line" />
      <AxisLabels window={window} width={width} y={height - 3} addresses={addresses} x={x} />
    </svg>
  )
}

function describeSegment(segment: Segment, t: (key: string) => string): { kind: string; text: string } {
  return { kind: t(`kinds.${segment.kind}`), text: [segment.name, segment.text].filter(Boolean).join(' ') }
}

function Bar({
  segment,
  x,
  y,
  width,
  isInvalid,
}: {
  segment: Segment
  x: number
  y: number
  width: number
  isInvalid: boolean
}) {
  const t = useTranslations('network.map')
  const text = `${t(`kinds.${segment.kind}`)} ${segment.text}`
  const fits = width > text.length * 6.6 + 8
  return (
    <g>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={Math.max(2, width - 1)}
        height={BAR - 1}
        rx={3}
        className={isInvalid ? 'fill-fail-soft stroke-fail' : FILLS[segment.kind]}
      >
        <title>{text}</title>
      </rect>
      {fits && (
        <text x={x + 6} y={y + 15} className="fill-ink text-xs">
          {text}
        </text>
      )}
    </g>
  )
}

/** The first and last address of the window, or its addresses if it contains no network. */
function AxisLabels({
  window,
  width,
  y,
  addresses,
  x,
}: {
  window: AddressWindow
  width: number
  y: number
  addresses: readonly Segment[]
  x: (address: bigint) => number
}) {
  const t = useTranslations('network.map')
  const [single] = addresses
  const networks = window.segments.some(isNetwork)
  if (!networks && single) {
    const text =
      addresses.length === 1
        ? `${t(`kinds.${single.kind}`)} ${single.text}`
        : t('addresses', { first: single.text, count: addresses.length })
    const middle = Math.min(Math.max(x(single.start), 90), width - 90)
    return (
      <text x={middle} y={y} textAnchor="middle" className="fill-muted font-mono text-xs">
        {text}
      </text>
    )
  }
  return (
    <>
      <text x={0} y={y} className="fill-faint font-mono text-xs">
        {firstAddress(window)}
      </text>
      <text x={width} y={y} textAnchor="end" className="fill-faint font-mono text-xs">
        {lastAddress(window)}
      </text>
    </>
  )
}

/** All overlaps as text. */
function Overlaps({ segments }: { segments: readonly Segment[] }) {
  const t = useTranslations('network.map')
  const pairs = segments.flatMap((segment, index) =>
    segment.overlaps
      .filter((other) => other > index)
      .map((other) => segments[other])
      .filter((other) => other !== undefined)
      .filter((other) => isClusterNetwork(segment) || isClusterNetwork(other))
      .map((other) => ({ key: `${index}-${other.start}-${other.name}`, one: segment, other })),
  )
  if (pairs.length === 0) return null
  return (
    <ul className="mt-2 max-h-32 overflow-y-auto text-sm">
      {pairs.map(({ key, one, other }) => (
        <li key={key} className="flex items-center gap-1.5">
          <ToneIcon tone={one.kind === 'docker' || other.kind === 'docker' ? 'warn' : 'fail'} size={14} />
          {t('overlap', {
            one: t('part', describeSegment(one, t)),
            other: t('part', describeSegment(other, t)),
          })}
        </li>
      ))}
    </ul>
  )
}
