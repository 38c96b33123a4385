/** What one question to a department's own system may take. */
export const sourceLimits = {
  /** Until a connection is there. */
  connectMs: 5_000,
  /** For the whole question. */
  timeoutMs: 15_000,
  rows: 5_000,
  /** Of all values together, in characters. */
  size: 8_000_000,
  /** Connections to one system. */
  connections: 3,
  /** Tables, sheets and the like that are listed to choose from. */
  places: 500,
} as const
