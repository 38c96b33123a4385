import type { FastifyRequest } from 'fastify'
import { Refusal } from '#kernel'
import type { Registration } from './csource-registration.ts'
import type { ContextDeps } from './deps.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { concernOfWrite, planWrite, type Share, type WritePlan } from './distribute-plan.ts'
import type { Origin } from './distribute-prepare.ts'
import { modesServed, writeRequest } from './distribute-request.ts'
import type { SourceAnswer } from './distribute-sources.ts'
import { NgsiLdError } from './errors.ts'
import { isObject } from './json.ts'
import type { Names } from './names.ts'
import { SourceRefusal } from './source-refusal.ts'
import type { NotUpdated, Write, Written } from './write.ts'
import type { WriteAsk } from './write-ask.ts'
import { writeAll, writeOne } from './write-entity.ts'

/** What became of a part of a write: here, or at the source of a registration. */
export type Part = { readonly registration?: string; readonly write: Write; readonly result: Written }

/**
 * Does a write wherever it belongs: here, and at the sources that have to do with it (GS CIM 009, 5.6).
 *
 * @throws the refusal, where it is done here only
 */
export async function performWrite(deps: ContextDeps, request: FastifyRequest, ask: WriteAsk): Promise<readonly Part[]> {
  const { write, names, context } = ask
  if (staysHere(deps, request)) return [{ write, result: await writeOne(deps, write) }]
  const origin = originOf(request, names, context)
  const types = write.entity.types.length > 0 ? write.entity.types : (await deps.find(write.tenant, write.entity.id))?.types
  const concern = concernOfWrite(write, types)
  const { registrations, like } = await findConcerned(deps, origin, concern)
  if (registrations.length === 0) return [{ write, result: await writeOne(deps, write) }]
  const plan = planWrite(write, registrations, concern, like, ({ operations }) => modesServed(write, operations).length > 0)
  const [local, ...remote] = await Promise.all([
    plan.local === undefined ? [] : writeAll(deps, [plan.local]),
    ...plan.shares.map((share) => askFor(deps, origin, share)),
  ])
  const here = local.map((result): Part => ({ write: plan.local ?? write, result }))
  return forgiven([...here, ...remote, ...plan.refused.map(conflict)], plan)
}

/** Asks a source for its part; where there are two ways, the second one if the entity turns out to be there. */
export async function askFor({ sources }: ContextDeps, origin: Origin, { registration, write }: Share): Promise<Part> {
  const ask = async (mode: Write['mode']): Promise<Written> => {
    try {
      const answer = await sources.call(registration, (names) => writeRequest({ ...write, mode }, names), origin)
      return readWritten(registration, mode, answer)
    } catch (error) {
      return { ok: false, refusal: asRefusal(error) }
    }
  }
  const [first = write.mode, second] = modesServed(write, registration.operations)
  const result = await ask(first)
  const isThere = !result.ok && result.refusal.status === 409
  return { registration: registration.id, write, result: isThere && second !== undefined ? await ask(second) : result }
}

/** Anything but a refusal is a bug of ours, and is thrown on. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

function readWritten(registration: Registration, mode: Write['mode'], { status, body, names }: SourceAnswer): Written {
  const outcome = mode === 'create' ? 'created' : mode === 'delete' ? 'deleted' : 'updated'
  if (status !== 207) return { ok: true, outcome }
  const notUpdated = isObject(body) ? readNotUpdated(body.notUpdated, names) : []
  if (notUpdated.length > 0) return { ok: true, outcome, notUpdated }
  return { ok: false, refusal: new SourceRefusal(502, `The context source ${registration.id} did a part of it only.`, { body }) }
}

function readNotUpdated(list: unknown, names: Names): NotUpdated[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item) => {
    const attribute = isObject(item) ? (item.attributeName ?? item.attribute) : item
    const reason = isObject(item) && typeof item.reason === 'string' ? item.reason : 'was not updated'
    return typeof attribute === 'string' ? [{ attribute: names.expand(attribute), reason }] : []
  })
}

/** A source alone has what it does not serve to change (5.6). */
export const conflict = ({ registration, write }: Share): Part => ({
  registration: registration.id,
  write,
  result: {
    ok: false,
    refusal: new NgsiLdError('Conflict', `The context source ${registration.id} does not serve this operation.`),
  },
})

/**
 * That an entity is not here is no fault where a source has it: always where the source has it instead of this broker, and but
 * for deletions, where any source did what was asked. That a source was in the request's way before is none either, nor that one
 * which was only guessed at does not have it.
 */
export function forgiven(parts: readonly Part[], plan: Pick<WritePlan, 'isProxied' | 'guesses'>): readonly Part[] {
  const isDone = parts.some(({ registration, result }) => registration !== undefined && result.ok)
  const left = parts.filter(({ registration, write, result }) => {
    if (result.ok) return true
    if (registration !== undefined)
      return result.refusal.status !== 508 && !(result.refusal.status === 404 && plan.guesses.has(registration))
    const isMissing = result.refusal instanceof NgsiLdError && result.refusal.kind === 'ResourceNotFound'
    return !isMissing || !(plan.isProxied || (isDone && write.mode !== 'delete'))
  })
  return left.length > 0 ? left : parts.slice(0, 1)
}
