import { type Key, keyText, type Stored } from './store.ts'

/** The entities written last, as they were stored, so that the next write need not read them first. */
export type Recent = {
  /** What is remembered of these, and which must be read. */
  recall(keys: readonly Key[]): { known: Map<string, Stored>; unknown: Key[] }
  remember(key: string, stored: Stored): void
  forget(key: string): void
}

/**
 * Remembers a number of entities. What is remembered may be outdated, when another process wrote since: the statement that
 * writes compares versions and fails then.
 */
export function recentEntities(most: number): Recent {
  const entities = new Map<string, Stored>()
  return {
    recall: (keys) => {
      const known = new Map<string, Stored>()
      const unknown = keys.filter((key) => {
        const stored = entities.get(keyText(key))
        if (stored !== undefined) known.set(keyText(key), stored)
        return stored === undefined
      })
      return { known, unknown }
    },
    remember: (key, stored) => {
      entities.delete(key)
      entities.set(key, stored)
      if (entities.size > most) entities.delete(entities.keys().next().value as string)
    },
    forget: (key) => void entities.delete(key),
  }
}
