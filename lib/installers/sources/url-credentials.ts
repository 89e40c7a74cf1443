/** Removes user and password from a URL, so that it may be an argument or be shown. */
export function withoutCredentials(text: string): { url: string; hadCredentials: boolean } {
  const url = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
  return { url, hadCredentials: url !== text }
}
