import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the process that holds a data folder tells those who ask. */
export type Holder = { readonly pid: number; readonly url?: string; readonly mqttPort?: number }

export type FolderLock = {
  /** Lets the commands of the command line find this node. */
  announce(holder: Holder): void
  release(): Promise<void>
}

/**
 * Takes a data folder for this process. The lock is a listening socket, which the system takes back however a process ends: a
 * killed server leaves nothing that must be cleaned by hand.
 *
 * @throws when another process holds it, naming that process
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true })
  let holder: Holder = { pid: process.pid }
  const server = createServer((socket) => socket.end(JSON.stringify(holder)))
  const path = socketPath(folder)
  if (!(await listens(server, path))) {
    const other = await findHolder(folder)
    if (other !== undefined)
      throw new Error(
        `${folder} is in use by process ${other.pid}${other.url ? ` (${other.url})` : ''}. Stop it first, or set DATA_DIR.`,
      )
    await rm(path, { force: true })
    if (!(await listens(server, path))) throw new Error(`${folder} is being taken by another process at this moment.`)
  }
  server.unref()
  return {
    announce: (news) => {
      holder = news
    },
    release: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** The process that holds a data folder, if one does. */
export async function findHolder(folder: string): Promise<Holder | undefined> {
  const socket = connect(socketPath(folder))
  try {
    const parts: Buffer[] = []
    for await (const part of socket) parts.push(part as Buffer)
    return JSON.parse(Buffer.concat(parts).toString()) as Holder
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return undefined
    throw error
  }
}

async function listens(server: Server, path: string): Promise<boolean> {
  server.listen(path)
  try {
    await once(server, 'listening')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
}

/** In the folder itself, so that who may not enter it cannot block it; a long path does not fit into a socket's address. */
function socketPath(folder: string): string {
  const path = join(folder, 'node.sock')
  if (path.length < 100) return path
  return join(tmpdir(), `datong-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}.sock`)
}
