import type { FastifyRequest } from 'fastify'
import type { Concern } from './csource-concern.ts'
import { isCurrent, isOfNow } from './csource-discovery.ts'
import { findLikeness, type Likeness } from './csource-match.ts'
import type { Registration } from './csource-registration.ts'
import type { ContextDeps } from './deps.ts'
import type { Origin } from './distribute-prepare.ts'
import { readVia } from './distribute-via.ts'
import { readTenant } from './exchange.ts'
import { coreNames, type Names } from './names.ts'

/** The registrations that a request may concern, and what must be known for matching it with them. */
export type Concerned = { readonly registrations: readonly Registration[]; readonly like: Likeness }

/** What goes along to every source. Names under an @context that has no address of its own are written whole. */
export function originOf(request: FastifyRequest, names: Names, context: unknown): Origin {
  const only: unknown = Array.isArray(context) && context.length === 1 ? context[0] : context
  const isAddress = typeof only === 'string'
  return {
    tenant: readTenant(request),
    via: readVia(request),
    headers: request.headers,
    names: isAddress ? names : coreNames,
    context: isAddress ? only : undefined,
  }
}

/** Whether a request stays here: it says so, or its tenant knows of no sources. */
export const staysHere = ({ registry }: ContextDeps, request: FastifyRequest): boolean =>
  registry.isEmpty(readTenant(request)) || (request.query as { local?: boolean }).local === true

/** Finds the sources that are to be asked, of how things are now unless others are wanted; none that the request came through (GS CIM 009, 5.12). */
export async function findConcerned(
  { pool, registry, clock }: ContextDeps,
  origin: Origin,
  concern: Concern,
  isAsked: (registration: Registration) => boolean = isOfNow,
): Promise<Concerned> {
  const now = clock()
  const registrations = registry
    .candidates(origin.tenant, concern)
    .filter((one) => isCurrent(one, now) && isAsked(one) && (one.alias === undefined || !origin.via.includes(one.alias)))
  return { registrations, like: await findLikeness(pool, registrations, concern) }
}
