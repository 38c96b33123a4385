import type { Logger, Pool } from '#kernel'
import type { Concern } from './csource-concern.ts'
import { type Fate, keepFates } from './csource-fates.ts'
import { emptyIndex, enlist, type RegistrationIndex, select, unlist } from './csource-index.ts'
import { parseRegistration, type Registration } from './csource-registration.ts'
import { type RegistrationRow, registrationKeys, registrationsMark, registrationsSince } from './csource-store.ts'
import { keyText } from './store.ts'

/** All registrations, read and in memory. */
export type Registry = {
  /** Whether a tenant has no registrations, as most have not. */
  isEmpty(tenant: string): boolean
  /** The registrations of a tenant that a request may concern; `matchingInfo` tells whether one does. */
  candidates(tenant: string, concern: Concern): readonly Registration[]
  /** How many there are, of all tenants. */
  readonly size: number
  /** Another one after every change. */
  readonly generation: number
  /** Takes over what changed in the database meanwhile. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** What another process changes is known here after at most this long. */
const everyMs = 1000

export type RegistryOptions = {
  readonly logger: Logger
  /** How calls of the sources fared since it was last asked; that is kept with their registrations. */
  readonly takeFates: () => readonly Fate[]
}

type Known = { readonly tenant: string; readonly registration?: Registration }

/** Keeps the registrations in memory: what changed is read by its version, and what is gone is found by counting. */
export function openRegistry(pool: Pool, { logger, takeFates }: RegistryOptions): Registry {
  const tenants = new Map<string, RegistrationIndex>()
  const known = new Map<string, Known>()
  let mark = ''
  let newest = 0
  let generation = 0

  const forget = (key: string) => {
    const { tenant, registration } = known.get(key) ?? {}
    known.delete(key)
    const index = tenant === undefined ? undefined : tenants.get(tenant)
    if (index === undefined || registration === undefined) return
    unlist(index, registration)
    if (index.all.size === 0) tenants.delete(tenant as string)
  }
  const remember = (row: RegistrationRow) => {
    const key = keyText(row)
    forget(key)
    const registration = readStored(row, logger)
    known.set(key, { tenant: row.tenant, ...(registration && { registration }) })
    if (registration === undefined) return
    const index = tenants.get(row.tenant) ?? emptyIndex()
    tenants.set(row.tenant, index)
    enlist(index, registration)
  }
  const read = async () => {
    const now = await registrationsMark(pool)
    if (now.text === mark) return
    for (const row of await registrationsSince(pool, newest)) {
      remember(row)
      newest = Math.max(newest, row.version)
    }
    if (known.size !== now.count) {
      const keys = new Set((await registrationKeys(pool)).map(keyText))
      for (const key of [...known.keys()]) if (!keys.has(key)) forget(key)
    }
    mark = now.text
    generation += 1
  }
  let reading = Promise.resolve()
  const refresh = () => {
    reading = reading.catch(() => undefined).then(read)
    return reading
  }
  const keepUp = async () => {
    try {
      await keepFates(pool, takeFates())
      await refresh()
    } catch (error) {
      logger.error({ err: error }, 'the registrations of context sources could not be kept up with')
    }
  }
  const timer = setInterval(keepUp, everyMs).unref()
  return {
    isEmpty: (tenant) => !tenants.has(tenant),
    candidates: (tenant, concern) => {
      const index = tenants.get(tenant)
      return index === undefined ? [] : select(index, concern)
    },
    get size() {
      return known.size
    },
    get generation() {
      return generation
    },
    refresh,
    stop: async () => {
      clearInterval(timer)
      await keepUp()
    },
  }
}

function readStored({ id, document }: RegistrationRow, logger: Logger): Registration | undefined {
  try {
    return parseRegistration(id, document)
  } catch (error) {
    logger.error({ err: error, registration: id }, 'a stored registration cannot be read and is not served')
    return undefined
  }
}
