import type { Pool } from '#kernel'
import { compileMapping } from './compile-mapping.ts'
import { builtInDecoders, type Decode, decoderOf } from './decode.ts'
import type { Device } from './device.ts'
import { findCredentials } from './devices.ts'
import { findMapping } from './mappings.ts'

/** A device as it is believed and understood now. */
export type Known = { readonly device: Device; readonly secretHash: Buffer; readonly decode: Decode }

/** The registry as the paths of readings see it: remembered for some seconds, and forgotten at once when it is changed here. */
export type Registry = {
  find(id: string): Promise<Known | undefined>
  /** Forgets one device, or all of them when a mapping changed, and tells whoever holds a connection. */
  forget(id?: string): void
  onForget(tell: (id: string | undefined) => void): void
}

const freshFor = 10_000
const mostRemembered = 20_000

/** @param now milliseconds, of a clock that only moves forward */
export function openRegistry(pool: Pool, now: () => number = () => performance.now()): Registry {
  const remembered = new Map<string, { known: Promise<Known | undefined>; until: number }>()
  const listeners: ((id: string | undefined) => void)[] = []

  return {
    find: (id) => {
      const entry = remembered.get(id)
      if (entry !== undefined && entry.until > now()) return entry.known
      if (remembered.size >= mostRemembered) remembered.clear()
      const known = load(pool, id)
      remembered.set(id, { known, until: now() + freshFor })
      known.catch(() => remembered.delete(id))
      return known
    },
    forget: (id) => {
      if (id === undefined) remembered.clear()
      else remembered.delete(id)
      for (const tell of listeners) tell(id)
    },
    onForget: (tell) => void listeners.push(tell),
  }
}

async function load(pool: Pool, id: string): Promise<Known | undefined> {
  const found = await findCredentials(pool, id)
  return found && { ...found, decode: await loadDecoder(pool, found.device.decoder) }
}

/** @throws {NotFound} when a mapping is named that is not kept here */
export async function loadDecoder(pool: Pool, decoder: string): Promise<Decode> {
  const builtIn = Object.hasOwn(builtInDecoders, decoder) ? builtInDecoders[decoder] : undefined
  return builtIn ?? decoderOf(compileMapping(await findMapping(pool, decoder.replace(/^mapping:/, ''))))
}
