import type { Draft } from './draft'

const trimTrailingSlashes = (path: string) => path.trim().replace(/(?<=[^/])\/+$/, '')

export const isSamePath = (one: string, other: string): boolean =>
  trimTrailingSlashes(one) === trimTrailingSlashes(other)

/** Whether this folder or tarball on the taskbox is used although other users there could change it. */
export function isTrustedPackage({ trusted = '' }: Draft['installer'], path: string): boolean {
  return trusted !== '' && isSamePath(trusted, path)
}
