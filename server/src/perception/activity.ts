import type { Clock, Db, Logger, Pool } from '#kernel'

export type Latest = { readonly entity: string; readonly type: string; readonly attributes: readonly string[]; readonly at: Date }

/** What devices did since it was last written down: one update every other second instead of one for each message. */
export type Activity = {
  note(device: string, accepted: number, refused: number): void
  /** Remembers an accepted reading as one of the newest. */
  remember(reading: Latest): void
  latest(limit: number): readonly Latest[]
  /** Writes down what was noted so far. */
  flush(): Promise<void>
  stop(): Promise<void>
}

type Noted = { accepted: number; refused: number; seen: Date }

const interval = 2_000
const mostRemembered = 200

export function watchActivity(pool: Pool, { clock, logger }: { clock: Clock; logger: Logger }): Activity {
  let noted = new Map<string, Noted>()
  const ring: Latest[] = []
  let flushing = Promise.resolve()

  const writeDown = async () => {
    if (noted.size === 0) return
    const batch = noted
    noted = new Map()
    try {
      await save(pool, batch)
    } catch (error) {
      for (const [device, { accepted, refused }] of batch) note(device, accepted, refused)
      logger.warn({ err: error }, 'what devices did could not be written down yet')
    }
  }
  const flush = () => {
    flushing = flushing.then(writeDown)
    return flushing
  }
  const note = (device: string, accepted: number, refused: number) => {
    const before = noted.get(device)
    noted.set(device, {
      accepted: (before?.accepted ?? 0) + accepted,
      refused: (before?.refused ?? 0) + refused,
      seen: clock(),
    })
  }
  const timer = setInterval(flush, interval).unref()

  return {
    note,
    remember: (reading) => {
      ring.push(reading)
      if (ring.length > 2 * mostRemembered) ring.splice(0, mostRemembered)
    },
    latest: (limit) => ring.slice(-Math.min(limit, mostRemembered)).reverse(),
    flush,
    stop: () => {
      clearInterval(timer)
      return flush()
    },
  }
}

async function save(db: Db, noted: ReadonlyMap<string, Noted>): Promise<void> {
  const ids = [...noted.keys()].sort()
  const each = <T>(of: (noted: Noted) => T) => ids.map((id) => of(noted.get(id) as Noted))
  await db.prepared(
    `update perception.device d
     set accepted = d.accepted + n.accepted, refused = d.refused + n.refused, last_seen = greatest(d.last_seen, n.seen)
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as n(id, accepted, refused, seen) where d.id = n.id`,
    [ids, each(({ accepted }) => accepted), each(({ refused }) => refused), each(({ seen }) => seen)],
  )
}
