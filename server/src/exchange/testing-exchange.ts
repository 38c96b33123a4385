import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyring, type Keyring, keyringFile, type Pool, uuidv7 } from '#kernel'
import { readCsv } from '#perception'
import type { Dataset } from './dataset.ts'
import { createSources, type SourcesOptions, type SystemSources } from './source-open.ts'
import type { System } from './system.ts'
import { saveSystem } from './system-store.ts'

export const testKeyring = (): Keyring =>
  createKeyring(keyringFile(join(mkdtempSync(join(tmpdir(), 'datong-keys-')), 'sealing.keys')))

export { type OldSystem, oldPostgresql, postgresqlMissing } from './testing-postgresql.ts'

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
