import { contextSchema } from '#context'
import { kernelSchema, type Migrations } from '#kernel'

/** Every module's migrations, in the order in which they run. */
export const allSchemas: readonly Migrations[] = [kernelSchema, contextSchema]
