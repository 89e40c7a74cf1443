'use client'

import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { TONES, ToneIcon } from '@/components/ui/feedback/tone'
import { useWidth } from '@/components/ui/hooks/use-width'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { addressMap, incomparableNetworks, type Segment, type SegmentKind } from '@/lib/cluster/address-map'
import { addressCount, firstAddress, lastAddress } from '@/lib/network/cidr'
import { type AddressWindow, isNetwork, rangeOf, toRows, toWindows } from './address-map-layout'

const BAR = 22
const GAP = 4
const TICK = 14
/** More addresses than these are only counted for screen readers. */
const MAX_DESCRIBED = 8

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

const MAP_TONES = { overlaps: 'fail', incomparable: 'warn', clear: 'ok' } as const

/** A diagram of the address space with its overlaps. */
export function AddressMap() {
  const t = useTranslations('network.map')
  const draft = useDraft()
  const release = useRelease()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const segments = addressMap(draft, release)
  const conflicts = segments.filter((segment) => isClusterNetwork(segment) && isConflict(segment, segments))
  const incomparable = incomparableNetworks(draft, release)
  const status = conflicts.length > 0 ? 'overlaps' : incomparable.length > 0 ? 'incomparable' : 'clear'
  const tone = MAP_TONES[status]
  const kinds = [...new Set(incomparable.map(({ kind }) => t(`kinds.${kind}`)))].join(', ')
  return (
    <figure className="rounded-md border border-line bg-surface p-3">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span className="font-medium">{t('title')}</span>
        <span className={cx('flex items-center gap-1', TONES[tone].text)}>
          <ToneIcon tone={tone} size={14} />
          {t(status, { kinds })}
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
  const described = addresses.length > MAX_DESCRIBED ? window.segments.filter(isNetwork) : window.segments
  // On a narrow page, a bar may be too short for its text.
  const isNamed = window.segments
    .filter(isNetwork)
    .every((segment) => fits(barText(segment, t), addressCount(segment) * scale))
  const names = window.segments.filter(isNetwork).map((segment) => barText(segment, t))
  const rangeText = useWindowLabel()(window.segments, addresses)
  const windowLabel = isNamed ? rangeText : [rangeText, ...names].join(' · ')
  const label = [...described.map((segment) => t('part', describeSegment(segment, t))), windowLabel].join(
    ', ',
  )
  const height = rows.length * (BAR + GAP) + ticks + 1
  return (
    <div>
      <svg role="img" aria-label={label} width={width} height={height} className="block">
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
            y1={isConflict(segment, all) ? 0 : height - 1 - ticks}
            y2={height - 1}
            strokeWidth={2}
            className={isConflict(segment, all) ? 'stroke-fail' : FILLS[segment.kind]}
          >
            <title>{`${segment.name} ${segment.text}`}</title>
          </line>
        ))}
        <line x1={0} x2={width} y1={height - 1} y2={height - 1} className="stroke-line" />
      </svg>
      <p aria-hidden className="mt-0.5 font-mono text-xs break-words text-muted">
        {windowLabel}
      </p>
    </div>
  )
}

function describeSegment(segment: Segment, t: (key: string) => string): { kind: string; text: string } {
  return { kind: t(`kinds.${segment.kind}`), text: [segment.name, segment.text].filter(Boolean).join(' ') }
}

const barText = ({ kind, text }: Segment, t: (key: string) => string) => `${t(`kinds.${kind}`)} ${text}`
/** By the average width of a character, in px. */
const fits = (text: string, width: number) => width > text.length * 6.6 + 8

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
  const text = barText(segment, t)
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
      {fits(text, width) && (
        <text x={x + 6} y={y + 15} className="fill-ink text-xs">
          {text}
        </text>
      )}
    </g>
  )
}

/** The range of the drawn networks, or the addresses if there is no network. Margins of the window are not named. */
function useWindowLabel(): (segments: readonly Segment[], addresses: readonly Segment[]) => string {
  const t = useTranslations('network.map')
  return (segments, addresses) => {
    const [only, second] = segments
    if (only && !second && !isNetwork(only)) return t('part', describeSegment(only, t))
    const range = rangeOf(segments)
    const ends = { first: firstAddress(range), last: lastAddress(range) }
    return segments.length === addresses.length
      ? t('addresses', { ...ends, count: new Set(addresses.map(({ start }) => start)).size })
      : t('range', ends)
  }
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
