import type { Draft } from './draft/draft'

const trimTrailingSlashes = (path: string) => path.trim().replace(/(?<=[^/])\/+$/, '')

export const isSamePath = (one: string, other: string): boolean =>
  trimTrailingSlashes(one) === trimTrailingSlashes(other)

/** Whether the user chose to use this folder or tarball although other users of the taskbox could change it. */
export function isTrustedPackage({ trusted = '' }: Draft['installer'], path: string): boolean {
  return trusted !== '' && isSamePath(trusted, path)
}
