import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, constants, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SetupProblem } from './setup-problem.ts'

/** What the process that holds a data folder tells those who ask. */
export type Holder = { readonly pid: number; readonly url?: string; readonly mqttPort?: number }

export type FolderLock = {
  /** Lets the commands of the command line find this node. */
  announce(holder: Holder): void
  release(): Promise<void>
}

/**
 * Takes a data folder for this process, and answers on a socket to those who ask who has it. The system takes both back however
 * a process ends: a killed server leaves nothing that must be cleaned by hand.
 *
 * @throws {SetupProblem} when another process holds the folder, naming that process, or when nothing can be written there
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const lock = await takeLock(folder)
  let holder: Holder = { pid: process.pid }
  const server = createServer((socket) => {
    // Who asks may be gone before the answer, or never leave: neither may harm the node.
    socket.on('error', () => socket.destroy())
    socket.end(JSON.stringify(holder), () => socket.destroy())
  })
  try {
    await listen(server, folder)
  } catch (cause) {
    lock.close()
    throw new SetupProblem(`${folder} cannot be used as data folder: ${(cause as Error).message}`, { cause })
  }
  return {
    announce: (news) => {
      holder = news
    },
    release: async () => {
      server.close()
      await once(server, 'close')
      lock.close()
    },
  }
}

/** The process that holds a data folder, if one does. */
export async function findHolder(folder: string): Promise<Holder | undefined> {
  const socket = connect(socketPath(folder))
  try {
    const parts: Buffer[] = []
    for await (const part of socket) parts.push(part as Buffer)
    // A process that ends at this moment may say nothing.
    return parts.length > 0 ? (JSON.parse(Buffer.concat(parts).toString()) as Holder) : undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTDIR'].includes(code)) return undefined
    throw error
  }
}

/** SQLite's exclusive lock on an empty file: the one lock of the operating system that Node reaches on every platform. */
async function takeLock(folder: string): Promise<DatabaseSync> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
    const lock = new DatabaseSync(join(folder, 'node.lock'))
    lock.exec('begin exclusive')
    return lock
  } catch (cause) {
    const isLocked = (cause as { errcode?: number }).errcode === 5
    const message = isLocked
      ? `${folder} is in use by ${await whoHolds(folder)}. Stop it first, or set DATA_DIR.`
      : `${folder} cannot be used as data folder: ${(cause as Error).message}. Set DATA_DIR to another.`
    throw new SetupProblem(message, { cause })
  }
}

async function whoHolds(folder: string): Promise<string> {
  const holder = await findHolder(folder)
  if (holder === undefined) return 'another process, which is starting or stopping'
  return `process ${holder.pid}${holder.url ? ` (${holder.url})` : ''}`
}

/** What listened here before is dead, since the lock is ours; its socket may still lie about. */
async function listen(server: Server, folder: string): Promise<void> {
  const path = socketPath(folder)
  await rm(path, { force: true })
  server.listen(path)
  await once(server, 'listening')
  server.unref()
}

/** In the folder itself, so that who may not enter it learns nothing; a path over 100 bytes does not fit into a socket's address. */
function socketPath(folder: string): string {
  const path = join(folder, 'node.sock')
  if (Buffer.byteLength(path) < 100) return path
  return join(tmpdir(), `datong-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}.sock`)
}
