import { join } from 'node:path'
import type { SourceColumn, SourceSpec } from '#contract'
import { Invalid, type Keyring, type Pool } from '#kernel'
import type { Dataset } from './dataset.ts'
import type { SourceAsk, Sources } from './source.ts'
import type { Connection } from './source-connection.ts'
import { connectEntities, type FindEntities } from './source-entities.ts'
import { connectFiles, type ReadCsv } from './source-files.ts'
import { connectHttp } from './source-http.ts'
import { sourceLimits } from './source-limits.ts'
import { connectMariadb } from './source-mariadb.ts'
import { connectPostgresql } from './source-postgresql.ts'
import type { Reach } from './source-reach.ts'
import { toRows } from './source-rows.ts'
import { naming, SourceAway } from './source-trouble.ts'
import type { System } from './system.ts'
import { openSystem } from './system-store.ts'

export type SourcesOptions = {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly reach: Reach
  /** Below it, each department has a folder of its own name. */
  readonly dropFolder: string
  readonly readCsv: ReadCsv
  readonly findEntities: FindEntities
}

/** What is published is looked at through these, too, before it is. */
export type SystemSources = Sources & {
  /** What could be published of a system. @throws SourceAway */
  places(system: string): Promise<readonly SourceSpec[]>
  describe(system: string, source: SourceSpec): Promise<readonly SourceColumn[]>
  /** Whether a system that is not connected yet would answer. @throws SourceAway */
  attempt(system: Pick<System, 'department' | 'spec'>, secret: string): Promise<void>
}

type Kept = { readonly made: string; readonly connection: Connection }

export function createSources(options: SourcesOptions): SystemSources {
  const { pool, keyring } = options
  const kept = new Map<string, Kept>()
  const connectionTo = async (id: string): Promise<Connection> => {
    const found = await openSystem(pool, keyring, id)
    const old = kept.get(id)
    const made = JSON.stringify([found?.system.spec, found?.secret])
    if (old !== undefined && (old.made !== made || found?.system.endedAt !== undefined)) {
      kept.delete(id)
      await old.connection.close()
    }
    if (found === undefined || found.system.endedAt !== undefined) throw new SourceAway('ended')
    const known = kept.get(id)
    if (known !== undefined) return known.connection
    const connection = connect(found.system, found.secret, options)
    kept.set(id, { made, connection })
    return connection
  }
  return {
    open: async (dataset) => {
      const connection = await connectionTo(dataset.system).catch((error: unknown) => {
        throw naming(dataset.id, error)
      })
      return {
        find: (ask) => findIn(connection, dataset, ask),
        describe: () => connection.describe(dataset.source),
        close: async () => undefined,
      }
    },
    places: async (system) => (await connectionTo(system)).places(),
    describe: async (system, source) => (await connectionTo(system)).describe(source),
    attempt: async (system, secret) => {
      const connection = connect(system, secret, options)
      try {
        await connection.places()
      } finally {
        await connection.close()
      }
    },
    close: async () => {
      await Promise.all([...kept.values()].map(({ connection }) => connection.close()))
      kept.clear()
    },
  }
}

function connect({ department, spec }: Pick<System, 'department' | 'spec'>, secret: string, options: SourcesOptions): Connection {
  const { reach, dropFolder, readCsv, findEntities } = options
  switch (spec.kind) {
    case 'postgresql':
      return connectPostgresql(spec, secret, reach)
    case 'mariadb':
      return connectMariadb(spec, secret, reach)
    case 'files':
      return connectFiles(spec, join(dropFolder, department), readCsv)
    case 'http':
      return connectHttp(spec, secret, reach)
    case 'entities':
      return connectEntities(spec, findEntities)
  }
}

async function findIn(connection: Connection, dataset: Dataset, { identifiers, fields, signal }: SourceAsk) {
  const unknown = fields.filter((name) => !dataset.fields.some((field) => field.name === name))
  if (unknown.length > 0) throw new Invalid(`Dataset ${dataset.id} has no field ${unknown.join(', ')}.`)
  // No database keeps a text with this character, so it is nobody's.
  const people = [...new Set(identifiers)].filter((text) => !text.includes('\0'))
  if (people.length === 0) return []
  const timeout = AbortSignal.timeout(sourceLimits.timeoutMs)
  const ask = {
    identifier: dataset.identifier,
    identifiers: people,
    fields: [...new Set([dataset.identifier, ...fields])],
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  }
  try {
    return toRows(dataset, await connection.find(dataset.source, ask), { identifiers, fields })
  } catch (error) {
    throw naming(dataset.id, error)
  }
}
