import type { FastifyReply } from 'fastify'
import { problemOf } from '#kernel'
import type { Part } from './distribute-write.ts'

const refusalsOf = (parts: readonly Part[]) =>
  parts.flatMap(({ registration, write, result }) => (result.ok ? [] : [{ registration, write, refusal: result.refusal }]))

const namedBy = (registration: string | undefined) => (registration === undefined ? {} : { registrationId: registration })

/** One part that failed is the whole that failed. */
function throwOnly(parts: readonly Part[]): void {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0 && !only.result.ok) throw only.result.refusal
}

/** Answers a write of an entity: all of it was done, or 207 with what became of its parts (GS CIM 009, 5.2.16). */
export function answerWrite(reply: FastifyReply, parts: readonly Part[], answerAll: () => FastifyReply): FastifyReply {
  throwOnly(parts)
  const refusals = refusalsOf(parts)
  if (refusals.length === 0) return answerAll()
  return reply.status(207).send({
    success: [...new Set(parts.flatMap(({ write, result }) => (result.ok ? [write.entity.id] : [])))],
    errors: refusals.map(({ registration, write, refusal }) => ({
      entityId: write.entity.id,
      ...namedBy(registration),
      error: problemOf(refusal),
    })),
  })
}

/** Answers a write of attributes: 204 when everything was done, else 207 with what was and what was not (5.2.18), by expanded names: no @context comes with it. */
export function answerUpdate(reply: FastifyReply, parts: readonly Part[]): FastifyReply {
  throwOnly(parts)
  const notUpdated = parts.flatMap(({ registration, write, result }) =>
    result.ok
      ? (result.notUpdated ?? []).map((left) => ({ ...left, registration }))
      : Object.keys(write.entity.attributes).map((attribute) => ({ attribute, reason: result.refusal.message, registration })),
  )
  if (notUpdated.length === 0 && refusalsOf(parts).length === 0) return reply.status(204).send()
  const updated = parts.flatMap(({ write, result }) => {
    const left = result.ok ? result.notUpdated?.map(({ attribute }) => attribute) : undefined
    return result.ok ? Object.keys(write.entity.attributes).filter((attribute) => !left?.includes(attribute)) : []
  })
  return reply.status(207).send({
    updated: [...new Set(updated)],
    notUpdated: notUpdated.map(({ attribute, reason, registration }) => ({
      attributeName: attribute,
      reason,
      ...namedBy(registration),
    })),
  })
}
