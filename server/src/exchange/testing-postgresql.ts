import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, glob, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connect, type Pool } from '#kernel'
import { testDatabase, until } from '#testing'
import type { System } from './system.ts'

const run = promisify(execFile)

/** The PostgreSQL of a department, which is not ours. */
export type OldSystem = {
  readonly spec: Extract<System['spec'], { kind: 'postgresql' | 'mariadb' }>
  readonly password: string
  readonly pool: Pool
  close(): Promise<void>
}

const isGiven = Boolean(process.env.TEST_DATABASE_URL)

const programs = isGiven ? [] : (await Array.fromAsync(glob('/usr/lib/postgresql/*/bin/initdb'))).sort()

/** Why there is none: the embedded database takes one connection, so it plays no second server. */
export const postgresqlMissing: string | false =
  isGiven || programs.length > 0
    ? false
    : 'PostgreSQL is not installed (Debian: apt-get install postgresql), nor is TEST_DATABASE_URL set'

/** Another database of the test server, or a server of its own from what the machine has installed. */
export const oldPostgresql = (): Promise<OldSystem> => (isGiven ? onTestServer() : ownServer())

async function onTestServer(): Promise<OldSystem> {
  const { address, dispose } = await testDatabase()
  if (!('url' in address)) throw new Error('The test server has no URL')
  const { hostname, port, pathname, username, password } = new URL(address.url)
  const pool = connect(address, fail)
  const spec = { host: hostname, port: Number(port || 5432), database: pathname.slice(1), user: decodeURIComponent(username) }
  return {
    spec: { kind: 'postgresql', tls: false, ...spec },
    password: decodeURIComponent(password),
    pool,
    close: () => pool.close().then(dispose),
  }
}

async function ownServer(): Promise<OldSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-postgresql-'))
  const user = await lowly(folder)
  const bin = (name: string) => join(programs.at(-1) ?? '', '..', name)
  const password = 'made-up-password'
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  await chmod(passwordFile, 0o644)
  const data = join(folder, 'data')
  const settings = ['--no-sync', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C.UTF-8']
  await run(bin('initdb'), ['-D', data, '-U', 'reader', ...settings], user)
  const port = await freePort()
  const own = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F']
  const server = spawn(bin('postgres'), own, { ...user, stdio: 'ignore' })
  const ended = once(server, 'exit')
  const pool = connect({ url: `postgres://reader:${password}@127.0.0.1:${port}/postgres` }, fail)
  await until(() => pool.query('select 1').then(Boolean, () => false), 'the old PostgreSQL answers')
  return {
    spec: { kind: 'postgresql', host: '127.0.0.1', port, database: 'postgres', user: 'reader', tls: false },
    password,
    pool,
    close: async () => {
      await pool.close()
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The server does not start as root, so that then it is nobody's. */
async function lowly(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (userInfo().uid !== 0) return {}
  const nobody = { uid: 65_534, gid: 65_534 }
  await chown(folder, nobody.uid, nobody.gid)
  return nobody
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

function fail(error: Error): never {
  throw error
}
