'use client'

import { useTranslations } from 'use-intl'
import { NODE_STATUS, nodeStatus } from '@/components/status/node-status'
import type { Status } from '@/components/status/status'
import { isMuted } from '@/components/status/status'
import { StatusBadge } from '@/components/status/status-badge'
import type { ClusterNode } from '@/lib/kubernetes/nodes'

const CELL = 'px-1.5 py-1.5 align-top first:pl-3 last:pr-3 sm:px-3'
const HEADING = 'px-1.5 py-1.5 text-left font-normal text-muted first:pl-3 last:pr-3 sm:px-3'
/** A scrollable region must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/** The nodes with role, version and state, and the hosts that did not join. */
export function NodeTable({ nodes, missing }: { nodes: readonly ClusterNode[]; missing: readonly string[] }) {
  const t = useTranslations('verification.nodes')
  return (
    // A relative container also keeps hidden texts inside the scrolled area.
    <section
      aria-label={t('caption')}
      {...FOCUSABLE}
      className="relative overflow-x-auto rounded-md border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{t('caption')}</caption>
        <thead>
          <tr>
            {(['name', 'state', 'roles', 'version'] as const).map((column) => (
              <th key={column} scope="col" className={HEADING}>
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow key={node.name} node={node} />
          ))}
          {missing.map((name) => (
            <tr key={name} className="border-t border-line">
              <Name name={name} detail="" />
              <State status={NODE_STATUS.missing} />
              <td className={CELL} />
              <td className={CELL} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function NodeRow({ node }: { node: ClusterNode }) {
  const t = useTranslations('verification.nodes')
  const { name, host, internalIp, roles, version, reason, message } = node
  const status = nodeStatus(node)
  const detail = host === undefined ? t('foreign') : host === name ? '' : host
  const explanation = message || reason
  return (
    <>
      <tr className="border-t border-line">
        <Name name={name} detail={[internalIp, detail].filter((part) => part !== '').join(' · ')} />
        <State status={status} />
        <td className={CELL}>{useRoleNames()(roles)}</td>
        <td className={`${CELL} font-mono whitespace-nowrap`}>{version}</td>
      </tr>
      {explanation && (
        <tr>
          <td colSpan={4} className="px-3 pb-2">
            <span className="sr-only">{t('stateOf', { name })} </span>
            <span className="font-mono text-xs break-words">{explanation}</span>
          </td>
        </tr>
      )}
    </>
  )
}

function Name({ name, detail }: { name: string; detail: string }) {
  return (
    <th scope="row" className={`${CELL} text-left font-medium`}>
      <span className="break-all">{name}</span>
      {detail && <span className="block text-xs font-normal text-muted">{detail}</span>}
    </th>
  )
}

function State({ status }: { status: Status }) {
  return (
    <td className={`${CELL} whitespace-nowrap`}>
      <StatusBadge status={status} plain={isMuted(status)} />
    </td>
  )
}

/** A node without a role runs workloads only. Roles of the cluster's own keep their names. */
function useRoleNames(): (roles: readonly string[]) => string {
  const t = useTranslations('verification.nodes.role')
  return (roles) =>
    roles.length === 0 ? t('worker') : roles.map((role) => (t.has(role) ? t(role) : role)).join(', ')
}
