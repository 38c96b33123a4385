import type { Db } from '#kernel'
import { compileMapping, type MapRecord } from './compile-mapping.ts'
import { decodeAll } from './decode-all.ts'
import type { Row } from './field.ts'
import type { Intake } from './intake.ts'
import { because } from './mapped.ts'
import { findMapping } from './mappings.ts'
import { type Decoded, observedOf } from './observed.ts'
import { writeObserved } from './write-observed.ts'

type HeldRow = {
  id: string
  at: Date
  device: string | null
  topic: string | null
  mapping: string | null
  payload: Buffer
  record: Row | null
}

const atOnce = 200

/**
 * Takes in again what is held, through the decoder or the mapping as it is now. What is refused again stays, with the new reason.
 * A row of a file stands alone now: of a local time that occurred twice it takes the one nearer to its import.
 */
export async function replay(intake: Intake, ids: readonly string[]): Promise<{ replayed: number; held: number }> {
  const mappings = new Map<string, Promise<MapRecord>>()
  const mapOf = (name: string) => {
    const known = mappings.get(name) ?? findMapping(intake.pool, name).then(compileMapping)
    mappings.set(name, known)
    return known
  }
  let [replayed, held] = [0, 0]
  for (let from = 0; from < ids.length; from += atOnce) {
    for (const row of await findHeld(intake.pool, ids.slice(from, from + atOnce))) {
      const why = await takeAgain(intake, row, mapOf)
      await settle(intake.pool, row.id, why)
      if (why === undefined) replayed += 1
      else held += 1
    }
  }
  return { replayed, held }
}

type Why = { readonly reason: string; readonly detail: string }

async function takeAgain(intake: Intake, row: HeldRow, mapOf: (name: string) => Promise<MapRecord>): Promise<Why | undefined> {
  const decoded = row.device === null ? [await decodeRow(row, mapOf)] : await decodeMessage(intake, row, row.device)
  const refused = decoded.find((one) => !one.ok)
  if (refused?.ok === false) return refused
  const readable = decoded.flatMap((one) => (one.ok ? [one] : []))
  const taken = await writeObserved(intake.writer, intake.clock(), readable)
  return taken.find((result) => !result.ok)
}

async function decodeMessage({ registry }: Intake, { at, topic, payload }: HeldRow, device: string): Promise<Decoded[]> {
  const from = await registry.find(device)
  if (from === undefined) return [because('unknown-device', `${device} is not registered any more`)]
  const circumstance = { arrived: at.getTime(), device, ...(topic !== null && { topic }) }
  return (await decodeAll(payload, from, circumstance)).map((item) => item.decoded)
}

async function decodeRow({ at, record, mapping }: HeldRow, mapOf: (name: string) => Promise<MapRecord>): Promise<Decoded> {
  if (record === null || mapping === null)
    return because('wrong-columns', 'the row could not be split into the columns of its table')
  const mapped = await (await mapOf(mapping))(record, { arrived: at.getTime() })
  return mapped.ok ? observedOf(mapped.observation) : mapped
}

const findHeld = (db: Db, ids: readonly string[]) =>
  db.query<HeldRow>(
    `select id, at, device, topic, mapping, payload, record from perception.quarantine
     where id = any($1) and state = 'held' order by id`,
    [ids],
  )

const settle = (db: Db, id: string, why: Why | undefined) =>
  db.query(
    `update perception.quarantine set state = case when $2::text is null then 'replayed' else 'held' end,
       reason = coalesce($2, reason), detail = coalesce($3, detail)
     where id = $1`,
    [id, why?.reason ?? null, why?.detail.slice(0, 1000) ?? null],
  )
