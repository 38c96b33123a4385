import type { AddressInfo } from 'node:net'
import { type App, type Config, SetupProblem } from '#kernel'

/** Opens the door for HTTP. @returns its address @throws {SetupProblem} when the port is taken or may not be used */
export async function listen(app: App, { host, port }: Config): Promise<string> {
  await app.listen({ host, port }).catch((error: unknown) => {
    throw portProblem(error, 'PORT', port)
  })
  const bound = app.server.address() as AddressInfo
  return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`
}

/** Says which setting would help, where an error is about a port. */
export function portProblem(cause: unknown, setting: string, port: number): unknown {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') return new SetupProblem(`Port ${port} is in use by another program. Set ${setting} to a free one.`)
  if (code === 'EACCES') return new SetupProblem(`Port ${port} may not be used by this user. Set ${setting} to one above 1023.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new SetupProblem('HOST is no address of this machine.', { cause })
  return cause
}
