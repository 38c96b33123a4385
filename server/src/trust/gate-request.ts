import type { Context, Entities, EntityJson, EntityUidJson, StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs'
import type { Action, Ask, Facts, Grant, Resource } from './gate-ask.ts'
import { type Category, categoryOfTypes, graver } from './policy-categories.ts'
import { isPurpose } from './policy-purposes.ts'
import type { Principal } from './principal.ts'

export type CedarRequest = Pick<StatefulAuthorizationCall, 'principal' | 'action' | 'resource' | 'context' | 'entities'>

const uid = (type: string, id: string) => ({ type: `Datong::${type}`, id })
const area = (path: string) => ({ __entity: uid('Area', path) })

/** An ask with the facts about it in the words of the schema. @param grant the one ground that is tried */
export function toCedar(ask: Ask, facts: Facts, grant: Grant | undefined): CedarRequest {
  const principal = toPrincipal(ask.principal)
  const place = areaOf(ask.resource)
  const resource: EntityJson = {
    uid: uid('Thing', 'asked'),
    attrs: {
      ...describe(ask.resource),
      area: area(place),
      isRestricted: facts.isRestricted ?? false,
      isMinor: facts.isMinor ?? false,
    },
    parents: [],
  }
  const areas = [place, ...(grant ? [grant.area] : []), ...(ask.principal.kind === 'officer' ? ask.principal.jurisdiction : [])]
  return {
    principal: principal.uid as EntityUidJson,
    action: uid('Action', ask.action),
    resource: resource.uid as EntityUidJson,
    context: toContext(ask, facts, grant),
    entities: [principal, resource, ...actions, ...toAreas(areas)],
  }
}

/** As in the schema, which is not read again for each request. */
const actions: Entities = (['read', 'export', 'subscribe'] satisfies Action[]).map((action) => ({
  uid: uid('Action', action),
  attrs: {},
  parents: [uid('Action', 'see')],
}))

/** The gravest that may be met: what is not named may be anything that an operator may see, and what is met is asked about again. */
export function categoryOf(resource: Resource): Category {
  if (resource.kind === 'person') return resource.category
  if (resource.kind !== 'entities') return 'internal'
  const byTypes = resource.types === 'any' ? 'internal' : categoryOfTypes(resource.types)
  return resource.attributes === undefined ? byTypes : graver(byTypes, resource.attributes)
}

/** Everywhere, where nothing is said. */
export const areaOf = (resource: Resource): string => ('area' in resource ? clean(resource.area) : '/')

export const subjectOf = (resource: Resource): string | undefined => ('subject' in resource ? resource.subject : undefined)

/** On whose behalf consents and agreements count. */
export function partyOf(principal: Principal): string {
  if ('department' in principal && principal.department !== undefined) return `department:${principal.department}`
  return 'id' in principal ? `${principal.kind}:${principal.id}` : principal.kind
}

export const selfOf = (principal: Principal): string => ('id' in principal ? `${principal.kind}:${principal.id}` : principal.kind)

function toPrincipal(principal: Principal): EntityJson {
  const entity = (type: string, id: string, attrs: EntityJson['attrs'] = {}) => ({ uid: uid(type, id), attrs, parents: [] })
  switch (principal.kind) {
    case 'nobody':
      return entity('Nobody', 'nobody', { failed: principal.failed ?? '' })
    case 'operator':
      return entity('Operator', 'operator')
    case 'device':
      return entity('Device', principal.id)
    case 'node':
      return entity('Node', principal.id)
    case 'resident':
      return entity('Resident', principal.id, { person: principal.id })
    case 'app':
      return entity('App', principal.id, { scopes: [...principal.scopes] })
    case 'officer': {
      const { department, roles, jurisdiction } = principal
      return entity('Officer', principal.id, {
        department,
        roles: [...roles],
        jurisdiction: jurisdiction.map((path) => area(clean(path))),
      })
    }
  }
}

function describe(resource: Resource): EntityJson['attrs'] {
  const subject = subjectOf(resource)
  const isMachinery = !['entities', 'person', 'page', 'plans'].includes(resource.kind)
  return {
    kind: isMachinery ? 'machinery' : resource.kind,
    category: categoryOf(resource),
    isNamed: isNamed(resource),
    tenant: resource.kind === 'entities' ? (resource.tenant ?? '') : '',
    audience: resource.kind === 'page' ? resource.audience : '',
    ...(subject !== undefined && { subject }),
  }
}

/** Whether it is said which types are asked about, or which area is planned for. */
function isNamed(resource: Resource): boolean {
  if (resource.kind === 'plans') return resource.area !== undefined
  return !(resource.kind === 'entities' && resource.types === 'any')
}

function toContext({ principal, purpose, basis, service }: Ask, { now, mandate }: Facts, grant: Grant | undefined): Context {
  return {
    now: now.getTime(),
    party: partyOf(principal),
    self: selfOf(principal),
    isPurposeKnown: purpose !== undefined && isPurpose(purpose),
    ...(purpose !== undefined && { purpose }),
    ...(basis !== undefined && { basis }),
    ...(service !== undefined && { service }),
    ...(grant !== undefined && { grant: toGrant(grant) }),
    ...(mandate !== undefined && {
      delegation: {
        resident: mandate.resident,
        services: [...mandate.services],
        until: mandate.until.getTime(),
        isRevoked: mandate.isRevoked,
      },
    }),
  }
}

function toGrant(grant: Grant): Context {
  return {
    basis: grant.basis,
    ...(grant.subject !== undefined && { subject: grant.subject }),
    recipients: [...grant.recipients],
    purposes: [...grant.purposes],
    categories: [...grant.categories],
    area: area(clean(grant.area)),
    from: grant.from.getTime(),
    until: grant.until.getTime(),
    isWithdrawn: grant.isWithdrawn ?? false,
    byGuardian: grant.byGuardian ?? false,
    liftsRestriction: grant.liftsRestriction ?? false,
  }
}

/** Each area with those above it, up to `/`. */
function toAreas(paths: readonly string[]): Entities {
  const found = new Map<string, EntityJson>()
  for (const path of paths.map(clean))
    for (let at = path; !found.has(at); at = above(at)) {
      found.set(at, { uid: uid('Area', at), attrs: {}, parents: at === '/' ? [] : [uid('Area', above(at))] })
      if (at === '/') break
    }
  return [...found.values()]
}

const above = (path: string) => path.slice(0, Math.max(1, path.lastIndexOf('/')))

/** `/52/5201` however it was written. */
function clean(path = '/'): string {
  return `/${path
    .split('/')
    .filter((level) => level !== '')
    .join('/')}`
}
