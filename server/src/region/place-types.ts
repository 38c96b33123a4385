import { name } from '#context'

/** The types of the entities that places are, as they are stored. */
export const types = { area: name('AdministrativeArea'), settlement: name('Settlement'), facility: name('Facility') } as const

export type Place = keyof typeof types

const urns = {
  area: 'urn:ngsi-ld:AdministrativeArea:',
  settlement: 'urn:ngsi-ld:Settlement:',
  facility: 'urn:ngsi-ld:Facility:',
} as const

/** `520100` → `urn:ngsi-ld:AdministrativeArea:520100`. */
export const urnOf = (place: Place, id: string): string => urns[place] + id

/** The code or id in an entity's URN; the whole of any other URI. */
export const idIn = (place: Place, urn: string): string => (urn.startsWith(urns[place]) ? urn.slice(urns[place].length) : urn)

/** The kind of place that an entity's id announces, whatever types it has. */
export const announcedBy = (urn: string): Place | undefined =>
  (Object.keys(urns) as Place[]).find((place) => urn.startsWith(urns[place]))

/** The condition in SQL under which an entry of the log is about a place, or about something that announces one. */
export const aboutPlaces = `body -> 'types' ?| array['${Object.values(types).join("','")}'] or subject ^@ any (array['${Object.values(urns).join("','")}'])`
