import type { Clock, Logger, Pool } from '#kernel'
import { findSignature, parseNote, parseVerifier } from './checkpoint-note.ts'
import { type Checkpoint, newestCheckpoint } from './checkpoint-store.ts'
import { consistencyProof } from './record-tree.ts'

type Witness = { readonly name: string; readonly verifier: string; readonly url: string; readonly size: number }

export type CosignerDeps = { readonly pool: Pool; readonly clock: Clock; readonly logger: Logger; readonly patienceMs?: number }

/** Shows the newest checkpoint to every node that watches over this log, and keeps their signatures. One that does not answer is asked again with the next. */
export async function askCosigners(deps: CosignerDeps): Promise<void> {
  const newest = await newestCheckpoint(deps.pool)
  if (newest === undefined) return
  const witnesses = await deps.pool.query<Witness>(
    `select p.name, verifier, url, coalesce(max(c.size), 0) as size from trust.peer p
       left join trust.cosignature c on c.witness = p.name where role = 'witness' and url is not null group by 1, 2, 3 order by 1`,
  )
  const waiting = witnesses.filter(({ size }) => size < newest.size)
  await Promise.all(waiting.map((witness) => askOne(deps, newest, witness)))
}

async function askOne(deps: CosignerDeps, newest: Checkpoint, witness: Witness): Promise<void> {
  const { logger } = deps
  const about = { witness: witness.name, size: newest.size }
  try {
    let answer = await send(deps, newest, witness, witness.size)
    // What it knows may be older than we believe, after a restore, or newer, where its answer was lost.
    const known = answer.status === 409 ? Number(answer.text) : witness.size
    if (known > newest.size)
      logger.error({ ...about, known }, 'a witness has seen more records than there are: the record was rolled back')
    else if (known !== witness.size) answer = await send(deps, newest, witness, known)
    if (answer.status === 200) await keep(deps, newest, witness, answer.text)
    else
      logger.warn({ ...about, status: answer.status, answer: answer.text.slice(0, 300) }, 'a witness does not cosign the record')
  } catch (error) {
    logger.warn({ ...about, err: error }, 'a witness could not be asked to cosign the record')
  }
}

async function send({ pool, patienceMs = 10_000 }: CosignerDeps, { size, note }: Checkpoint, { url }: Witness, old: number) {
  const proof = old === 0 || old === size ? [] : await consistencyProof(pool, old, size)
  const lines = [`old ${old}`, ...proof.map((hash) => hash.toString('base64'))]
  const response = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: `${lines.join('\n')}\n\n${note}`,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  })
  return { status: response.status, text: await response.text() }
}

async function keep(
  { pool }: CosignerDeps,
  { size, note }: Checkpoint,
  { name, verifier }: Witness,
  answer: string,
): Promise<void> {
  const end = note.lastIndexOf('\n\n') + 2
  const signature = findSignature(parseNote(note.slice(0, end) + answer), parseVerifier(verifier))
  if (signature?.at === undefined) throw new Error(`The answer is not signed by the key that is known of ${name}`)
  await pool.prepared('insert into trust.cosignature (size, witness, at, line) values ($1, $2, $3, $4) on conflict do nothing', [
    size,
    name,
    signature.at,
    signature.line,
  ])
}
