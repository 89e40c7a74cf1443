/** Host and port of the console's address, for firewalls; undefined: it is no address. */
export function consoleEndpoint(url: string): { host: string; port: string } | undefined {
  if (!URL.canParse(url)) return undefined
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname, port: port || (protocol === 'https:' ? '443' : '80') }
}
