import type { FastifyReply } from 'fastify'
import { problemOf } from '#kernel'
import type { Done } from './batch-items.ts'
import { NgsiLdError } from './errors.ts'
import type { Written } from './write.ts'

/** 201 with what was created, 204 when nothing was, 207 with the result of each when any was refused (5.2.16). */
export function answerBatch(reply: FastifyReply, done: readonly Done[]): FastifyReply {
  const ids = (wanted: (result: Written) => boolean) => [
    ...new Set(done.filter(({ result }) => wanted(result)).map(({ id }) => id)),
  ]
  const created = ids((result) => result.ok && result.outcome === 'created')
  if (done.every(({ result }) => result.ok && result.notUpdated === undefined))
    return created.length > 0 ? reply.status(201).send(created) : reply.status(204).send()
  const errors = done.flatMap(({ id, result, registration }) =>
    result.ok
      ? leftOut(id, result)
      : [{ entityId: id, ...(registration !== undefined && { registrationId: registration }), error: problemOf(result.refusal) }],
  )
  return reply.status(207).send({ success: ids((result) => result.ok && result.notUpdated === undefined), errors })
}

/** Attributes of an entity that were there already and stayed, where overwriting was not wanted. */
function leftOut(id: string, { notUpdated }: Written & { ok: true }) {
  if (notUpdated === undefined) return []
  const refusal = new NgsiLdError(
    'BadRequestData',
    `Not updated: ${notUpdated.map(({ attribute, reason }) => `${attribute} ${reason}`).join(', ')}.`,
  )
  return [{ entityId: id, error: problemOf(refusal) }]
}
