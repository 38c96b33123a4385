import type { Entity } from '#context'
import { readClaim } from './gate-claim.ts'
import { decide, lacksGround } from './gate-decide.ts'
import type { PeopleGate } from './gate-people.ts'
import { refusalFor, requireAllowed } from './gate-refuse.ts'
import { type Category, categoryOfAttribute, categoryOfTypes, graver, isAboutPeople } from './policy-categories.ts'
import type { Principal } from './principal.ts'
import { principalOf } from './request-principal.ts'
import { personOfUrn } from './rights-entities.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>
type Request = { readonly headers: Headers; readonly query?: unknown }
type Ask = {
  readonly action: 'read' | 'write' | 'subscribe'
  readonly types: readonly string[] | undefined
  readonly isReleased?: boolean
}

/** Throws a refusal when whoever sent the request may not do this to entities of these types (expanded; undefined: any). */
export type MayContext = (request: Request, ask: Ask) => void

/** Throws a refusal when one of the entities may not be let out; looks at people are recorded before this resolves. */
export type ReleaseContext = (request: Request, entities: readonly Entity[]) => Promise<void>

/**
 * Guards the NGSI-LD API of an application that identifies its requests.
 *
 * @param isOpen everybody may everything: for conformance tests and benchmarks on loopback
 */
export function mayContext(isOpen: boolean): MayContext {
  if (isOpen) return () => undefined
  return (request, { action, types, isReleased }) => {
    const principal = principalOf(request)
    const area = areaAsked(request)
    const resource = { kind: 'entities', types: types ?? 'any', tenant: tenantOf(request), ...(area && { area }) } as const
    if (!isReleased || types === undefined || !isAboutPeople(categoryOfTypes(types)))
      return requireAllowed({ principal, action, resource })
    // Of whom, is not known yet: what no ground could mend is refused now, everything else when people have been found.
    const decision = decide({
      principal,
      action,
      resource: { ...resource, subject: anybody, area: anywhere(principal) },
      ...readClaim(request),
    })
    if (!decision.allow && !lacksGround(decision)) throw refusalFor(principal, decision) as Error
  }
}

const anybody = '?'

/** Where an officer may look at all. */
const anywhere = (principal: Principal) => (principal.kind === 'officer' ? (principal.jurisdiction[0] ?? '/') : '/')

/** Decides about each entity that was found: things by what and where they are, people one by one, with a record. */
export function releaseContext(gate: PeopleGate): ReleaseContext {
  return async (request, entities) => {
    const principal = principalOf(request)
    const tenant = tenantOf(request)
    const things = new Map<string, readonly string[]>()
    const people: Entity[] = []
    let gravest: Category | undefined
    for (const entity of entities) {
      const marked = attributesCategory(entity)
      if (isAboutPeople(graver(categoryOfTypes(entity.types), marked ?? 'public'))) people.push(entity)
      else {
        if (marked !== undefined) gravest = marked
        // Only an officer's rights depend on the place.
        const area = principal.kind === 'officer' ? (entity.scopes[0] ?? '/') : ''
        things.set(`${entity.types.join(' ')}|${area}`, entity.types)
      }
    }
    for (const [key, types] of things) {
      const area = key.slice(key.lastIndexOf('|') + 1)
      const resource = {
        kind: 'entities',
        types,
        tenant,
        ...(gravest && { attributes: gravest }),
        ...(area && { area }),
      } as const
      requireAllowed({ principal, action: 'read', resource })
    }
    if (people.length === 0) return
    const claim = readClaim(request)
    await gate.openAll(
      people.flatMap((entity) =>
        subjectsOf(entity).map((subject) => ({
          principal,
          action: 'read' as const,
          resource: {
            kind: 'entities' as const,
            types: entity.types,
            attributes: attributesCategory(entity) ?? 'public',
            tenant,
            area: entity.scopes[0] ?? '/',
            ...(subject !== undefined && { subject }),
          },
          what: entity.types.map((type) => type.slice(type.lastIndexOf('/') + 1)).join(', '),
          ...claim,
        })),
      ),
    )
  }
}

function attributesCategory({ attributes }: Entity): Category | undefined {
  let gravest: Category | undefined
  for (const attribute in attributes) {
    const category = categoryOfAttribute(attribute)
    if (category !== undefined) gravest = gravest === undefined ? category : graver(gravest, category)
  }
  return gravest
}

const refPerson = 'https://uri.etsi.org/ngsi-ld/default-context/refPerson'

/** Whom an entity is about: those whom `refPerson` names, or itself where it is a person; undefined where it does not say. */
function subjectsOf({ id, attributes }: Entity): readonly (string | undefined)[] {
  const named = (attributes[refPerson] ?? []).flatMap(({ object }) => [object].flat()).filter((one) => typeof one === 'string')
  if (named.length > 0) return [...new Set(named)].map(personOfUrn)
  return [id.startsWith('urn:ngsi-ld:Person:') ? personOfUrn(id) : undefined]
}

const tenantOf = ({ headers }: Request) => [headers['ngsild-tenant']].flat()[0] ?? ''

/** The one area, with or without all below it, that a query names by `scopeQ`. */
function areaAsked({ query }: Request): string | undefined {
  const scope = (query as { scopeQ?: unknown } | undefined)?.scopeQ
  return typeof scope === 'string' ? /^((?:\/[^/;,()|+#*]+)+)(?:\/#)?$/.exec(scope)?.[1] : undefined
}
