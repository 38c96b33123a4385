import type { DatasetDone, DatasetService, Looked } from '#contract'
import { type Clock, type Keyring, NotFound, type Pool, uuidv7 } from '#kernel'
import type { Officer } from '#trust'
import { publisherFor, recordPublishing } from './publisher.ts'
import type { SystemSources } from './source-open.ts'
import { SourceAway } from './source-trouble.ts'
import type { System } from './system.ts'
import { readSystemSpec } from './system-spec.ts'
import { changeSecret, endSystem, findSystem, listSystems, saveSystem } from './system-store.ts'

export type PublishingParts = {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly sources: SystemSources
  readonly clock: Clock
}

type SystemService = Pick<DatasetService, 'systems' | 'connect' | 'changeSecret' | 'disconnect' | 'places' | 'columns'>

const failed = (field: string, why: 'missing' | 'wrong'): DatasetDone => ({ ok: false, faults: [{ field, why }] })

/** The systems of a department: connected, tried, looked into, given a new password, let go. */
export function createSystems({ pool, keyring, sources, clock }: PublishingParts): SystemService {
  return {
    systems: async (who) => {
      const systems = await listSystems(pool, publisherFor(who).department)
      return systems.map(({ id, name, spec, madeAt }) => ({ id, name, spec, madeAt }))
    },
    connect: async (who, { name, spec: written, secret }) => {
      const officer = publisherFor(who)
      const read = readSystemSpec(written)
      const isNamed = name.trim() !== '' && name.length <= 100
      if (!read.ok)
        return { ok: false, faults: [...read.faults, ...(isNamed ? [] : [{ field: 'name', why: 'missing' as const }])] }
      if (!isNamed) return failed('name', 'missing')
      // Whose the entities of this node are, a department does not say itself.
      if (read.spec.kind === 'entities') return failed('kind', 'wrong')
      const system = { id: uuidv7(), department: officer.department, name: name.trim(), spec: read.spec, madeAt: clock() }
      const tried = await looked(() => sources.attempt(system, secret ?? ''))
      if (!tried.ok) return { ok: false, faults: [], system: tried }
      await pool.transaction(async (tx) => {
        await saveSystem(tx, keyring, system, secret || undefined, officer.id)
        await recordPublishing(tx, officer, 'connect', `system:${system.id}`, clock())
      })
      return { ok: true, id: system.id }
    },
    changeSecret: async (who, id, secret) => {
      const officer = publisherFor(who)
      const system = await ownSystem(pool, officer, id)
      if (secret === '') return failed('secret', 'missing')
      const tried = await looked(() => sources.attempt(system, secret))
      if (!tried.ok) return { ok: false, faults: [], system: tried }
      await pool.transaction(async (tx) => {
        await changeSecret(tx, keyring, system, secret)
        await recordPublishing(tx, officer, 'change-password', `system:${id}`, clock())
      })
      return { ok: true, id }
    },
    disconnect: async (who, id) => {
      const officer = publisherFor(who)
      return pool.transaction(async (tx) => {
        const isEnded = await endSystem(tx, id, officer.department, clock())
        if (isEnded) await recordPublishing(tx, officer, 'disconnect', `system:${id}`, clock())
        return isEnded
      })
    },
    places: async (who, id) => {
      await ownSystem(pool, publisherFor(who), id)
      return looked(() => sources.places(id))
    },
    columns: async (who, id, source) => {
      await ownSystem(pool, publisherFor(who), id)
      return looked(() => sources.describe(id, source))
    },
  }
}

/** @throws NotFound also for that of another department */
export async function ownSystem(pool: Pool, { department }: Officer, id: string): Promise<System> {
  const system = await findSystem(pool, id)
  if (system === undefined || system.department !== department || system.endedAt !== undefined)
    throw new NotFound(`Your department has no system ${id}.`)
  return system
}

/** What a system says, or why it does not. */
export async function looked<T>(look: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { ok: true, found: await look() }
  } catch (error) {
    if (!(error instanceof SourceAway)) throw error
    const details = error.faults.map(({ pointer, message }) => (pointer === undefined ? message : `${pointer}: ${message}`))
    return { ok: false, trouble: error.trouble, details }
  }
}
