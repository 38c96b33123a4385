import { TooBusy } from '#kernel'
import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { badData } from './errors.ts'
import { type ParseOptions, parseEntity } from './parse-entity.ts'
import type { Write, Written } from './write.ts'

/** Writes that may wait for the database before new ones are sent away to come back later. */
const mostPending = 20_000

/** @throws {NgsiLdError} BadRequestData, with a JSON pointer to every fault */
export function readEntity(document: unknown, options: ParseOptions): Entity {
  const parsed = parseEntity(document, options)
  if (!parsed.ok) throw badData(parsed.faults)
  return parsed.entity
}

/**
 * Writes for a caller over HTTP.
 *
 * @throws {TooBusy} when too much waits already
 */
export async function writeAll({ writer }: ContextDeps, writes: readonly Write[]): Promise<readonly Written[]> {
  if (writer.pending > mostPending) throw new TooBusy('The store is busy. Try again in a moment.', 1)
  return writer.write(writes)
}

/** One write; its refusal is thrown. */
export async function writeOne(deps: ContextDeps, write: Write): Promise<Written & { ok: true }> {
  const [result] = await writeAll(deps, [write])
  if (result === undefined) throw new Error('a write was not answered')
  if (!result.ok) throw result.refusal
  return result
}
