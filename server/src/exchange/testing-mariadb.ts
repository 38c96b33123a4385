import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import type { System } from './system.ts'

const run = promisify(execFile)

/** The MariaDB of a department, started for a test from what the machine has installed. */
export type OldMariadb = {
  readonly spec: Extract<System['spec'], { kind: 'postgresql' | 'mariadb' }>
  readonly password: string
  query(sql: string): Promise<void>
  close(): Promise<void>
}

/** Why there is none, where it is not installed. */
export async function mariadbMissing(): Promise<string | false> {
  try {
    await run('mariadbd', ['--version'])
    return false
  } catch {
    return 'MariaDB is not installed (Debian: apt-get install mariadb-server)'
  }
}

export async function oldMariadb(): Promise<OldMariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-mariadb-'))
  const port = await freePort()
  const socket = join(folder, 's')
  const own = ['--no-defaults', `--datadir=${folder}/data`, ...(userInfo().uid === 0 ? ['--user=root'] : [])]
  await run('mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const server = spawn(
    'mariadbd',
    [...own, `--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1', '--innodb-buffer-pool-size=16M'],
    { stdio: 'ignore' },
  )
  const ended = once(server, 'exit')
  const root = await connectWhenUp(socket)
  const password = 'made-up-password'
  for (const sql of [
    'create database registers character set utf8mb4',
    `create user reader@'127.0.0.1' identified by '${password}'`,
    `grant select on registers.* to reader@'127.0.0.1'`,
    'use registers',
  ])
    await root.query(sql)
  return {
    spec: { kind: 'mariadb', host: '127.0.0.1', port, database: 'registers', user: 'reader', tls: false },
    password,
    query: async (sql) => void (await root.query(sql)),
    close: async () => {
      await root.end()
      server.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function connectWhenUp(socketPath: string): Promise<mysql.Connection> {
  for (let tries = 0; ; tries++) {
    try {
      return await mysql.createConnection({ socketPath, user: 'root', multipleStatements: false })
    } catch (error) {
      if (tries === 600) throw error
      await sleep(100)
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
