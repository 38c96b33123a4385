import { mkdtempSync } from 'node:fs'
import { createServer, connect as dial, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createKeyring, type Keyring, keyringFile, type Pool, uuidv7 } from '#kernel'
import { readCsv } from '#perception'
import { testDatabase } from '#testing'
import type { Dataset } from './dataset.ts'
import { createSources, type SourcesOptions, type SystemSources } from './source-open.ts'
import type { System } from './system.ts'
import { saveSystem } from './system-store.ts'

export const testKeyring = (): Keyring =>
  createKeyring(keyringFile(join(mkdtempSync(join(tmpdir(), 'datong-keys-')), 'sealing.keys')))

/** The PostgreSQL of a department, which is not ours. */
export type OldSystem = {
  readonly spec: Extract<System['spec'], { kind: 'postgresql' | 'mariadb' }>
  readonly password: string
  readonly pool: Pool
  close(): Promise<void>
}

/** Another database of the test server, or a second embedded one, which is then reached over TCP as an old system would be. */
export async function oldPostgresql(): Promise<OldSystem> {
  const { address, dispose } = await testDatabase()
  const pool = connect(address, (error) => {
    throw error
  })
  if ('url' in address) {
    const { hostname, port, pathname, username, password } = new URL(address.url)
    const spec = { host: hostname, port: Number(port || 5432), database: pathname.slice(1), user: decodeURIComponent(username) }
    return {
      spec: { kind: 'postgresql', tls: false, ...spec },
      password: decodeURIComponent(password),
      pool,
      close: () => pool.close().then(dispose),
    }
  }
  const door = await openDoor(join(address.socketFolder, '.s.PGSQL.5432'))
  const spec = { host: '127.0.0.1', port: portOf(door), database: 'postgres', user: 'postgres' }
  return {
    spec: { kind: 'postgresql', tls: false, ...spec },
    password: '',
    pool,
    close: async () => {
      door.close()
      await pool.close()
      await dispose()
    },
  }
}

async function openDoor(socket: string): Promise<Server> {
  const door = createServer((outside) => {
    const inside = dial(socket)
    outside.pipe(inside).pipe(outside)
    for (const end of [outside, inside])
      end.on('error', () => {
        outside.destroy()
        inside.destroy()
      })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return door
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port')
  return address.port
}

/** Systems may be on this machine; drop folders lie below a folder of their own. */
export const testSources = (pool: Pool, keyring: Keyring, more: Partial<SourcesOptions> = {}): SystemSources =>
  createSources({
    pool,
    keyring,
    reach: { allowPrivateHosts: false, systemHosts: ['127.0.0.1'] },
    dropFolder: mkdtempSync(join(tmpdir(), 'datong-drop-')),
    readCsv,
    findEntities: async () => [],
    ...more,
  })

/** Connects a system and publishes a dataset of it, without anybody being asked. */
export async function addSystem(pool: Pool, keyring: Keyring, spec: System['spec'], secret?: string): Promise<string> {
  const id = uuidv7()
  const system = { id, department: 'civil', name: 'Old register', spec, madeAt: new Date() }
  await pool.transaction((tx) => saveSystem(tx, keyring, system, secret, 'test'))
  return id
}

type Draft = Pick<Dataset, 'system' | 'source' | 'fields' | 'identifier'> & Partial<Dataset>

export const dataset = (draft: Draft): Dataset => ({
  id: `d-${uuidv7()}`,
  department: 'civil',
  titles: { en: 'Residence register', 'zh-Hans': '居民登记' },
  descriptions: {},
  keywords: [],
  publishedAt: new Date(),
  ...draft,
})

export const field = (name: string, kind: Dataset['fields'][number]['kind'] = 'text'): Dataset['fields'][number] => ({
  name,
  titles: { en: name },
  kind,
  category: 'personal',
})
