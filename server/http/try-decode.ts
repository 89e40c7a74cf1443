/** Decodes percent-encoding. @returns `undefined` for malformed escapes, for which `decodeURIComponent` throws */
export function tryDecodeURIComponent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
