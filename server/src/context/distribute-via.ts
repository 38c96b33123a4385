import type { FastifyRequest } from 'fastify'
import { NgsiLdError } from './errors.ts'
import { readTenant } from './exchange.ts'
import { aliasFor } from './source-identity.ts'

/** The nodes that a request went through, oldest first. */
export function readVia({ headers: { via } }: FastifyRequest): string[] {
  const text = Array.isArray(via) ? via.join(',') : (via ?? '')
  return text.split(',').flatMap((part) => /^\s*(?:\w+\/)?[\d.]+\s+([^\s()]+)/.exec(part)?.[1] ?? [])
}

/** @throws {NgsiLdError} LoopDetected when a request has come back to where it was before */
export function refuseLoops(request: FastifyRequest, alias: string): void {
  if (request.headers.via === undefined) return
  if (readVia(request).includes(aliasFor(alias, readTenant(request))))
    throw new NgsiLdError('LoopDetected', 'The request has been here before.')
}
