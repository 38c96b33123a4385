import { contextSchema } from '#context'
import { equitySchema } from '#equity'
import { exchangeSchema } from '#exchange'
import { kernelSchema, type Migrations } from '#kernel'
import { perceptionSchema } from '#perception'
import { regionSchema } from '#region'
import { trustSchema } from '#trust'

/** Every module's migrations, in the order in which they run. */
export const allSchemas: readonly Migrations[] = [
  kernelSchema,
  contextSchema,
  perceptionSchema,
  regionSchema,
  trustSchema,
  exchangeSchema,
  equitySchema,
]
