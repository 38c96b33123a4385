import type { Concern } from './csource-concern.ts'
import { type Likeness, matchingInfo } from './csource-match.ts'
import type { Registration, RegistrationInfo } from './csource-registration.ts'
import type { Attributes } from './entity.ts'
import type { Selector } from './query.ts'
import type { Write } from './write.ts'

/** The part of a write that is for one source. */
export type Share = { readonly registration: Registration; readonly write: Write }

/** Where the parts of a write go (GS CIM 009, 4.3.6 and 5.6). */
export type WritePlan = {
  /** What is written here; missing where all of it is for others to keep. */
  readonly local?: Write
  readonly shares: readonly Share[]
  /** Parts of sources that alone have them but do not serve this operation: conflicts. */
  readonly refused: readonly Share[]
  /** Whether some part is for a source that has it instead of this broker. */
  readonly isProxied: boolean
  /** Registrations that may have the entity only because nobody said of what type it is: that it is not there says nothing. */
  readonly guesses: ReadonlySet<string>
}

/** What a write is about, for finding the sources that it concerns; types where they are known. */
export function concernOfWrite({ entity }: Write, types: readonly string[] = entity.types): Concern {
  const selector: Selector = {
    id: entity.id,
    ...(types.length > 0 && { types: { any: types.map((leaf) => ({ leaf })) } }),
  }
  const attributes = Object.keys(entity.attributes)
  return { selectors: [selector], ...(attributes.length > 0 && { attributes }) }
}

/**
 * Parts a write: first the attributes that exclusive sources have, then those of redirect sources, go away and are not kept here;
 * what remains is written here, and by inclusive sources too.
 *
 * @param serves whether a source can be asked to do this
 */
export function planWrite(
  write: Write,
  registrations: readonly Registration[],
  concern: Concern,
  like: Likeness,
  serves: (registration: Registration) => boolean,
): WritePlan {
  const ofMode = (mode: Registration['mode']) => registrations.filter((registration) => registration.mode === mode)
  const partFor = (registration: Registration, rest: Write): Share[] => {
    const infos = matchingInfo(registration, { ...concern, ...namesOf(rest) }, like)
    const part = infos.length === 0 ? undefined : partOf(rest, infos)
    return part === undefined ? [] : [{ registration, write: part }]
  }
  const exclusive = ofMode('exclusive').flatMap((registration) => partFor(registration, write))
  const afterExclusive = without(write, exclusive)
  const redirect = ofMode('redirect').flatMap((registration) => partFor(registration, afterExclusive))
  const rest = without(afterExclusive, redirect)
  const isGone = redirect.some((share) => isWhole(share, write)) || (hasAttributes(write) && !hasAttributes(rest))
  const inclusive = isGone ? [] : ofMode('inclusive').flatMap((registration) => partFor(registration, rest))
  const proxied = [...exclusive, ...redirect]
  const isTyped = concern.selectors?.every(({ types }) => types !== undefined) ?? true
  const guesses = new Set(isTyped ? [] : registrations.filter(isOfTypeOnly).map(({ id }) => id))
  return {
    ...(!isGone && { local: rest }),
    shares: [...proxied, ...inclusive].filter(({ registration }) => serves(registration)),
    refused: proxied.filter(({ registration }) => !serves(registration) && !guesses.has(registration.id)),
    isProxied: proxied.length > 0,
    guesses,
  }
}

/** Whether a source has entities of certain types, whatever their ids. */
const isOfTypeOnly = ({ information }: Registration) =>
  information.every(({ entities }) => entities?.every(({ id, idPattern }) => id === undefined && idPattern === undefined))

const hasAttributes = ({ entity }: Write) => Object.keys(entity.attributes).length > 0

const namesOf = (write: Write): Concern => (hasAttributes(write) ? { attributes: Object.keys(write.entity.attributes) } : {})

/** Whether a source has the whole of an entity, so that a write that names no attributes is for it alone. */
const isWhole = ({ registration }: Share, write: Write) =>
  !hasAttributes(write) && registration.information.some(({ attributes }) => attributes === undefined)

/** The part of a write that is of what a source has; undefined where there is none. */
function partOf(write: Write, infos: readonly RegistrationInfo[]): Write | undefined {
  if (infos.some(({ attributes }) => attributes === undefined)) return write
  const own = Object.entries(write.entity.attributes).filter(([name]) => infos.some(({ attributes }) => attributes?.has(name)))
  if (own.length > 0) return { ...write, entity: { ...write.entity, attributes: Object.fromEntries(own) } }
  return write.mode === 'delete' ? write : undefined
}

function without(write: Write, shares: readonly Share[]): Write {
  const taken = new Set(shares.flatMap((share) => Object.keys(share.write.entity.attributes)))
  if (taken.size === 0) return write
  const left: Attributes = Object.fromEntries(Object.entries(write.entity.attributes).filter(([name]) => !taken.has(name)))
  return { ...write, entity: { ...write.entity, attributes: left } }
}
