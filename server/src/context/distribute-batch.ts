import type { FastifyRequest } from 'fastify'
import { type BatchItem, type Done, type Item, writeItems } from './batch-items.ts'
import type { Concern } from './csource-concern.ts'
import type { Registration } from './csource-registration.ts'
import type { ContextDeps } from './deps.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { concernOfWrite, planWrite, type WritePlan } from './distribute-plan.ts'
import type { Origin } from './distribute-prepare.ts'
import { batchOf, batchRequest, modesServed } from './distribute-request.ts'
import type { SourceAnswer } from './distribute-sources.ts'
import { askFor, asRefusal, conflict, forgiven, type Part } from './distribute-write.ts'
import { isObject } from './json.ts'
import { SourceRefusal } from './source-refusal.ts'
import { findStored, keyText } from './store.ts'
import type { Write, Written } from './write.ts'
import { writeAll } from './write-entity.ts'

/** Calls of one source under way at once, where it takes no batches. */
const atOnce = 20

/** Writes a batch wherever its parts belong (GS CIM 009, 5.6.7 to 5.6.10 and 5.6.20), and tells what became of each part. */
export async function performBatch(deps: ContextDeps, request: FastifyRequest, items: readonly Item[]): Promise<Done[]> {
  const readable = items.filter((item): item is BatchItem => item.refusal === undefined)
  const [first] = readable
  if (first === undefined || staysHere(deps, request)) return writeItems(deps, items)
  const origin = originOf(request, first.names, first.context)
  const concerns = await concernsOf(deps, readable)
  const all: Concern = { selectors: concerns.flatMap(({ selectors = [] }) => selectors) }
  const { registrations, like } = await findConcerned(deps, origin, all)
  if (registrations.length === 0) return writeItems(deps, items)
  const serves = ({ operations }: Registration) =>
    operations.has(batchOf(first.write) ?? 'createBatch') || modesServed(first.write, operations).length > 0
  const plans = readable.map(({ write }, index) => planWrite(write, registrations, concerns[index] ?? {}, like, serves))
  const parts = await carryOut(deps, origin, plans)
  const wrong = items.flatMap((item): Done[] =>
    item.refusal === undefined ? [] : [{ id: item.id, result: { ok: false, refusal: item.refusal } }],
  )
  return [...plans.flatMap((plan, index) => forgiven(parts[index] ?? [], plan).map(toDone)), ...wrong]
}

const toDone = ({ registration, write, result }: Part): Done => ({
  id: write.entity.id,
  result,
  ...(registration && { registration }),
})

/** What each item is about, with the types that its entity has here where the item names none. */
async function concernsOf({ pool }: ContextDeps, items: readonly BatchItem[]): Promise<Concern[]> {
  const untyped = items.filter(({ write }) => write.entity.types.length === 0)
  const stored =
    untyped.length === 0
      ? new Map()
      : await findStored(
          pool,
          untyped.map(({ id, write }) => ({ tenant: write.tenant, id })),
        )
  return items.map(({ id, write }) =>
    concernOfWrite(write, write.entity.types.length > 0 ? undefined : stored.get(keyText({ tenant: write.tenant, id }))?.types),
  )
}

/** Does the parts of many writes: those that stay here as one batch, and those of each source as one where it takes batches. */
async function carryOut(deps: ContextDeps, origin: Origin, plans: readonly WritePlan[]): Promise<Part[][]> {
  const parts = plans.map(({ refused }): Part[] => refused.map(conflict))
  const locals = plans.flatMap(({ local }, index) => (local === undefined ? [] : [{ index, write: local }]))
  const shares = plans.flatMap(({ shares }, index) => shares.map((share) => ({ index, ...share })))
  const bySource = Map.groupBy(shares, ({ registration }) => registration)
  const here = writeAll(
    deps,
    locals.map(({ write }) => write),
  ).then((results) => {
    for (const [at, { index, write }] of locals.entries()) parts[index]?.push({ write, result: results[at] as Written })
  })
  const there = [...bySource].map(async ([registration, group]) => {
    const writes = group.map(({ write }) => write)
    const results = await askForAll(deps, origin, registration, writes)
    for (const [at, { index }] of group.entries()) parts[index]?.push(results[at] as Part)
  })
  await Promise.all([here, ...there])
  return parts
}

async function askForAll(
  deps: ContextDeps,
  origin: Origin,
  registration: Registration,
  writes: readonly Write[],
): Promise<Part[]> {
  const batch = batchOf(writes[0] as Write)
  if (batch === undefined || !registration.operations.has(batch)) {
    const parts: Part[] = []
    for (let from = 0; from < writes.length; from += atOnce)
      parts.push(
        ...(await Promise.all(writes.slice(from, from + atOnce).map((write) => askFor(deps, origin, { registration, write })))),
      )
    return parts
  }
  const toPart = (write: Write, result: Written): Part => ({ registration: registration.id, write, result })
  try {
    const answer = await deps.sources.call(registration, (names) => batchRequest(writes, names), origin)
    return writes.map((write) => toPart(write, resultOf(registration, write, answer)))
  } catch (error) {
    const refusal = asRefusal(error)
    return writes.map((write) => toPart(write, { ok: false, refusal }))
  }
}

/** What a source's answer to a batch says of one of its entities. */
function resultOf(registration: Registration, { mode, entity: { id } }: Write, { status, body }: SourceAnswer): Written {
  const { success, errors } = isObject(body) ? body : ({} as Record<string, unknown>)
  const error = Array.isArray(errors) ? errors.find((one) => isObject(one) && one.entityId === id) : undefined
  const isLeftOut = status === 207 && error === undefined && !(Array.isArray(success) && success.includes(id))
  if (error !== undefined || isLeftOut) {
    const {
      status: code,
      type,
      title,
      detail,
    } = isObject(error) && isObject(error.error) ? error.error : ({} as Record<string, unknown>)
    const said = [detail, title].find((text) => typeof text === 'string') ?? 'it did a part of the batch only'
    const refusal = new SourceRefusal(
      typeof code === 'number' ? code : 502,
      `The context source ${registration.id} refused: ${said}`,
      {
        ...(typeof type === 'string' && { type }),
      },
    )
    return { ok: false, refusal }
  }
  if (mode === 'delete') return { ok: true, outcome: 'deleted' }
  const isCreated = mode === 'create' || (status === 201 && (!Array.isArray(body) || body.includes(id)))
  return { ok: true, outcome: isCreated ? 'created' : 'updated' }
}
