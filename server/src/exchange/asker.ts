import type { FastifyRequest } from 'fastify'
import type { VisitingOfficer, Visitor } from '#contract'
import { Denied, SignInNeeded } from '#kernel'
import { type AppPrincipal, type Officer, principalOf, visitorOf } from '#trust'
import type { Reader } from './agreement-view.ts'

/** Somebody who asks for a department: one of its officers, or a program that one of them registered. */
export type Asker = Reader & {
  readonly principal: Officer | AppPrincipal
  /** Areas of which they may know. */
  readonly jurisdiction: readonly string[]
}

/** @throws SignInNeeded or Denied for anybody else */
export function officerOf(who: Visitor): VisitingOfficer {
  if (who.kind === 'officer') return who
  const message = 'This is for officers who have signed in.'
  throw who.kind === 'nobody' ? new SignInNeeded(message) : new Denied(message)
}

export function askerFor({ id, department, roles, jurisdiction }: VisitingOfficer): Asker {
  return { principal: { kind: 'officer', id, department, roles, jurisdiction }, department, roles, jurisdiction }
}

/** @throws SignInNeeded or Denied for whoever is no officer */
export function officerOfRequest(request: FastifyRequest): VisitingOfficer {
  if (principalOf(request).kind === 'app') throw new Denied('What is agreed on is decided by officers; programs only ask.')
  return officerOf(visitorOf(request))
}

/** @throws SignInNeeded or Denied for whoever may not ask for a department */
export function askerOfRequest(request: FastifyRequest): Asker {
  const principal = principalOf(request)
  if (principal.kind === 'officer') return askerFor(officerOfRequest(request))
  if (principal.kind === 'app' && principal.department !== undefined)
    return { principal, department: principal.department, roles: [], jurisdiction: ['/'] }
  if (principal.kind === 'nobody')
    throw new SignInNeeded('This is for officers who have signed in, and for programs of departments.')
  throw new Denied('This is for officers, and for programs with the scope "exchange" that an officer registered.')
}
