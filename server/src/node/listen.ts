import type { AddressInfo } from 'node:net'
import type { App, Config } from '#kernel'

/** Opens the door for HTTP. @returns its address @throws in plain words when the port is taken or may not be used */
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
  if (code === 'EADDRINUSE') return new Error(`Port ${port} is in use by another program. Set ${setting} to a free one.`)
  if (code === 'EACCES') return new Error(`Port ${port} may not be used by this user. Set ${setting} to one above 1023.`)
  return cause
}
