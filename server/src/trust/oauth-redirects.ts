/**
 * Whether an app may be led back to these addresses (RFC 8252 §7, OAuth 2.1 §2.3.1): over HTTPS, or on the developer's own machine;
 * programs on a device also to a scheme of their own, named after a domain. All are of one host, by which each app knows a resident
 * under a name of its own.
 */
export function areFit(kind: 'web' | 'device', uris: readonly string[]): boolean {
  if (uris.length === 0 || uris.length > 10) return false
  const parsed = uris.map((uri) => URL.parse(uri))
  const isFit = parsed.every(
    (url) => url !== null && url.hash === '' && url.username === '' && (kind === 'web' ? isWeb(url) : isOfDevice(url)),
  )
  return isFit && new Set(parsed.map((url) => url?.host)).size === 1
}

const isWeb = ({ protocol, hostname }: URL) => protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))

const isOfDevice = ({ protocol, hostname }: URL) =>
  (protocol === 'http:' && isLoopback(hostname)) || /^[a-z0-9-]+(\.[a-z0-9-]+)+:$/.test(protocol)

const isLoopback = (hostname: string) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
