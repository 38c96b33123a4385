import type { Instance } from './entity.ts'
import { writeInstant } from './instant.ts'
import { withoutNulls } from './merge.ts'

/** The instance with the times of the system: created when the one it replaces was, modified now. */
export function stamp(old: Instance | undefined, instance: Instance, now: Date): Instance {
  const modifiedAt = writeInstant(now)
  return { ...withoutNulls(instance), createdAt: old?.createdAt ?? modifiedAt, modifiedAt }
}
