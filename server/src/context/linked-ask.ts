import Type from 'typebox'
import { NgsiLdError } from './errors.ts'
import type { Join } from './linked.ts'

const deepest = 10

/** Query parameters of the retrieval of linked entities. */
export const joinParameters = {
  join: Type.Optional(
    Type.String({ description: '`inline` or `flat`: entities that relationships lead to are answered too; `@none`' }),
  ),
  joinLevel: Type.Optional(
    Type.Integer({ minimum: 1, maximum: deepest, description: 'How many relationships are followed, one after the other' }),
  ),
  containedBy: Type.Optional(Type.String({ description: 'URIs of entities that are not entered again, with commas between' })),
}

type Ask = { readonly join?: string; readonly joinLevel?: number; readonly containedBy?: string }

/**
 * Reads how linked entities are asked for; undefined when they are not.
 *
 * @throws {NgsiLdError} BadRequestData
 */
export function readJoin({ join, joinLevel, containedBy }: Ask): Join | undefined {
  if (join === undefined || join === '@none') {
    if (joinLevel !== undefined && join === undefined) throw new NgsiLdError('BadRequestData', 'joinLevel needs join.')
    return undefined
  }
  if (join !== 'inline' && join !== 'flat')
    throw new NgsiLdError('BadRequestData', `join is "${join}" and not inline, flat or @none.`)
  return { form: join, level: joinLevel ?? 1, containedBy: new Set(containedBy?.split(',').map((id) => id.trim())) }
}
