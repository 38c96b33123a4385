import { contextSchema } from '#context'
import { kernelSchema, type Migrations } from '#kernel'
import { regionSchema } from '#region'

/** Every module's migrations, in the order in which they run. */
export const allSchemas: readonly Migrations[] = [kernelSchema, contextSchema, regionSchema]
