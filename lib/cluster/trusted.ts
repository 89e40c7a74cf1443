import type { Draft } from './draft'

const withoutSlash = (path: string) => path.trim().replace(/(?<=[^/])\/+$/, '')

export const isSamePath = (one: string, other: string): boolean => withoutSlash(one) === withoutSlash(other)

/** Whether this folder or tarball on the taskbox is used although other users there could change it. */
export function isTrusted({ trusted = '' }: Draft['installer'], path: string): boolean {
  return trusted !== '' && isSamePath(trusted, path)
}
