import type { Clock, Db, Pool, Tx } from '#kernel'
import {
  findSignature,
  type Head,
  type Note,
  parseHead,
  parseNote,
  parseVerifier,
  type Signer,
  signNote,
} from './checkpoint-note.ts'
import { isConsistent } from './merkle-verify.ts'

export type WitnessDeps = { readonly pool: Pool; readonly clock: Clock; readonly witness: Signer }

/** What a witness answers, with the status of HTTP that the protocol gives it. @see https://c2sp.org/tlog-witness */
export type Cosigned =
  | { readonly status: 200; readonly signature: string }
  /** `size` is that of the newest checkpoint that was cosigned. */
  | { readonly status: 409; readonly size: number; readonly message: string }
  | { readonly status: 400 | 403 | 404 | 422; readonly message: string }

type Request = {
  readonly old: number
  readonly proof: readonly Buffer[]
  readonly note: string
  readonly parsed: Note
  readonly head: Head
}
type Known = { readonly size: number; readonly root: Buffer; readonly note: string }

/**
 * Cosigns the checkpoint of another node's log if it begins with the newest that was cosigned before; refuses one that is older, or of
 * another history. Two checkpoints that cannot both be true are kept as proof of a fork.
 */
export async function cosign({ pool, clock, witness }: WitnessDeps, body: string): Promise<Cosigned> {
  const request = parseRequest(body)
  if ('message' in request) return { status: 400, ...request }
  const { head, parsed } = request
  const [log] = await pool.prepared<{ verifier: string }>(`select verifier from trust.peer where role = 'log' and name = $1`, [
    head.origin,
  ])
  if (log === undefined) return { status: 404, message: `This node does not watch over a log ${head.origin}.` }
  if (findSignature(parsed, parseVerifier(log.verifier)) === undefined)
    return { status: 403, message: `The checkpoint is not signed by the key of ${head.origin} that is known here.` }
  if (request.old > head.size)
    return { status: 400, message: `The old size ${request.old} is above that of the checkpoint, ${head.size}.` }
  return pool.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`datong.witness ${head.origin}`])
    const known = await newestOf(tx, head.origin)
    const refused = refusalOf(request, known)
    if (refused !== undefined) {
      if (known !== undefined && isFork(head, known)) await keepFork(tx, clock(), head.origin, known.note, request.note)
      return refused
    }
    await tx.prepared(
      `insert into trust.witnessed (origin, size, root, at, note) values ($1, $2, $3, $4, $5) on conflict (origin)
       do update set size = excluded.size, root = excluded.root, at = excluded.at, note = excluded.note`,
      [head.origin, head.size, head.root, clock(), request.note],
    )
    return { status: 200, signature: signNote(parsed.text, witness, clock()) }
  })
}

/** What is wrong with a checkpoint, beside the one that is known; undefined where it carries it on. */
function refusalOf({ old, proof, head }: Request, known: Known | undefined): Cosigned | undefined {
  const { size } = known ?? { size: 0 }
  if (old !== size)
    return {
      status: 409,
      size,
      message: `The newest checkpoint of ${head.origin} that is known here is of ${size} records, not ${old}.`,
    }
  if (known === undefined || old === 0)
    return proof.length === 0 ? undefined : { status: 422, message: 'From size 0 on, there is nothing to prove.' }
  if (isFork(head, known))
    return { status: 409, size, message: `Another checkpoint of the same ${size} records is known here: the log was forked.` }
  if (!isConsistent({ old, size: head.size, oldRoot: known.root, root: head.root }, proof))
    return {
      status: 422,
      message: `The proof does not show that the ${head.size} records begin with the ${old} that are known here.`,
    }
  return undefined
}

const isFork = (head: Head, known: Known) => head.size === known.size && !head.root.equals(known.root)

/** Both are signed by the log: nobody but its maker could have made them. */
export async function keepFork(db: Db, at: Date, origin: string, known: string, other: string): Promise<void> {
  await db.prepared('insert into trust.fork (at, origin, known, other) values ($1, $2, $3, $4) on conflict do nothing', [
    at,
    origin,
    known,
    other,
  ])
}

async function newestOf(tx: Tx, origin: string): Promise<Known | undefined> {
  const [row] = await tx.prepared<Known>('select size, root, note from trust.witnessed where origin = $1', [origin])
  return row
}

function parseRequest(body: string): Request | { readonly message: string } {
  const end = body.indexOf('\n\n')
  const [first = '', ...lines] = body.slice(0, Math.max(end, 0)).split('\n')
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1]
  if (old === undefined || lines.length > 63)
    return { message: 'It must begin with a line "old SIZE", then up to 63 hashes in base64, an empty line and the checkpoint.' }
  const proof = lines.map((line) => Buffer.from(line, 'base64'))
  if (proof.some((hash, i) => hash.length !== 32 || hash.toString('base64') !== lines[i]))
    return { message: 'Each line of the proof must be a hash of 32 bytes in base64.' }
  try {
    const note = body.slice(end + 2)
    const parsed = parseNote(note)
    return { old: Number(old), proof, note, parsed, head: parseHead(parsed.text) }
  } catch (error) {
    return { message: (error as Error).message }
  }
}
