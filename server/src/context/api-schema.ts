export type Schema = Readonly<Record<string, unknown>>

/** A schema of the OpenAPI document by its name. */
export const ref = (name: string): Schema => ({ $ref: `${name}#` })

export const text = (description: string, example?: unknown): Schema => ({
  type: 'string',
  description,
  ...(example !== undefined && { examples: [example] }),
})

export const uri = (description: string, example?: string): Schema => ({ ...text(description, example), format: 'uri' })

export const time = (description: string): Schema => ({ ...text(description), format: 'date-time' })

export const listOf = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description && { description }),
})

/** An object with these members, of which some are required. */
export const object = (description: string, properties: Schema, required: readonly string[] = [], more: Schema = {}): Schema => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 && { required }),
  ...more,
})
