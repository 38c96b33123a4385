/**
 * Runs once before the test files of `node --test --test-global-setup`: makes the templates, and hands out embedded databases from
 * one process, in which the engine is compiled once for all of them. Test files that run without it open their own.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kind, openCopy } from './embedded-copy.ts'
import { migratedDatabase, migratedFolder } from './templates.ts'

let folder: string
let server: Server | undefined

export async function globalSetup(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return void (await migratedDatabase(process.env.TEST_DATABASE_URL))
  await migratedFolder()
  folder = await mkdtemp(join(tmpdir(), 'datong-tests-'))
  server = createServer({ allowHalfOpen: true }, (socket) => void serve(socket)).listen(join(folder, 'databases'))
  await once(server, 'listening')
  process.env.TEST_EMBEDDED = join(folder, 'databases')
}

export async function globalTeardown(): Promise<void> {
  if (server === undefined) return
  await new Promise((resolve) => server?.close(resolve))
  await rm(folder, { recursive: true })
}

/**
 * One database a connection: whoever connects names its kind and is told its socket; it goes when the connection ends, however that
 * ends. What goes wrong is told on the connection, where a test waits for its end.
 */
async function serve(socket: Socket): Promise<void> {
  socket.on('error', () => undefined)
  try {
    const [kind] = (await once(socket, 'data')) as [Buffer]
    const ended = new Promise((resolve) => socket.once('end', resolve).once('close', resolve))
    const { address, dispose } = await openCopy(kind.toString() as Kind)
    socket.write(JSON.stringify({ address }))
    await ended
    await dispose()
    socket.end()
  } catch (error) {
    socket.end(JSON.stringify({ problem: (error as Error).stack }))
  }
}
