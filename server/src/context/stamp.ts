import type { Instance } from './entity.ts'
import { writeInstant } from './instant.ts'
import { withoutNulls } from './merge.ts'

/** The times of batches are written once for all their instances. */
const written = new WeakMap<Date, string>()

/** The time of a batch, written. */
export function writeStamp(now: Date): string {
  const known = written.get(now)
  if (known !== undefined) return known
  const text = writeInstant(now)
  written.set(now, text)
  return text
}

/** The instance with the times of the system: created when the one it replaces was, modified now. */
export function stamp(old: Instance | undefined, instance: Instance, now: Date): Instance {
  const modifiedAt = writeStamp(now)
  return { ...withoutNulls(instance), createdAt: old?.createdAt ?? modifiedAt, modifiedAt }
}
