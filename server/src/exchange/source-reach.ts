import { Socket } from 'node:net'
import { isPrivateHost, publicLookup } from '#kernel'
import { SourceAway } from './source-trouble.ts'

/** Which hosts systems may be at beside those of the public internet. */
export type Reach = {
  readonly allowPrivateHosts: boolean
  /** By name or address, `*.name` for all below a name. */
  readonly systemHosts: readonly string[]
}

export function mayBePrivate({ allowPrivateHosts, systemHosts }: Reach, host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return allowPrivateHosts || systemHosts.some((one) => one === name || (one.startsWith('*.') && name.endsWith(one.slice(1))))
}

/** A socket for a driver to connect, which goes to no private address unless it may: looked at again at the moment of connecting. */
export function reachingSocket(reach: Reach, host: string): Socket {
  const socket = new Socket()
  if (mayBePrivate(reach, host)) return socket
  const connect = socket.connect.bind(socket)
  return Object.assign(socket, {
    connect: (port: number, to: string) => connect({ port, host: to, lookup: publicLookup }),
  })
}

/** Why no connection came about, from what the driver or the system says of it. */
export function unreachable(cause: unknown): SourceAway {
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  const isPrivate = /private address/.test(message)
  const isUntrusted = /CERT|SELF_SIGNED|VERIFY|SSL/.test(code) || /does not support (SSL|secure)/i.test(message)
  return new SourceAway(isPrivate ? 'private-address' : isUntrusted ? 'certificate' : 'unreachable', { cause })
}

/** @throws {SourceAway} where the host is itself a private address that it may not be */
export function requireReachable(reach: Reach, host: string): void {
  const url = URL.parse(`http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}`)
  if (url === null) throw new SourceAway('unreachable')
  if (!mayBePrivate(reach, host) && isPrivateHost(url)) throw new SourceAway('private-address')
}
