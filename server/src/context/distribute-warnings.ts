import type { FastifyReply } from 'fastify'
import type { Refusal } from '#kernel'
import type { SourceAnswer } from './distribute-sources.ts'

const header = 'ngsild-warning'

/** What is told of a source that did not answer or refused. That it was in the request's way before means that what it has is known already. */
export function warningsOf({ code, status, message }: Refusal, alias: string): string[] {
  if (status === 508) return []
  const text = message.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 500)
  return [`${code === 'source-silent' ? 111 : 199} ${alias} "${text}"`]
}

/** What a source tells of its own sources. */
export function warningsIn({ headers }: SourceAnswer): string[] {
  const told = headers[header] ?? []
  return typeof told === 'string' ? told.split(/,\s*(?=\d{3} )/) : told
}

/** Tells, in a header for each, which sources there is nothing from (GS CIM 009, 6.3.17). */
export function warn(reply: FastifyReply, warnings: readonly string[]): void {
  if (warnings.length > 0) reply.header(header, [...new Set(warnings)])
}
