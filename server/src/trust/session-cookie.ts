/**
 * The name under which browsers keep a session. Over HTTPS it has the prefix that keeps other hosts of the domain from setting it
 * (RFC 6265bis §4.1.3.2).
 */
export const cookieName = (name: string, isSecure: boolean): string => (isSecure ? `__Host-${name}` : name)

/** A Set-Cookie that scripts cannot read and other sites do not cause to be sent, except by a link that is followed. */
export function writeCookie(name: string, value: string, seconds: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : ''
  return `${cookieName(name, isSecure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
}

export function readCookie(cookies: string | undefined, name: string, isSecure: boolean): string | undefined {
  const start = `${cookieName(name, isSecure)}=`
  return cookies
    ?.split(/; */)
    .find((cookie) => cookie.startsWith(start))
    ?.slice(start.length)
}
