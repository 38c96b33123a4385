import { Conflict, Invalid, type Pool } from '#kernel'
import { parseVerifier } from './checkpoint-note.ts'
import { record } from './record-append.ts'

/** Another node: one whose log we watch over (`log`), or that watches over ours (`witness`). */
export type Peer = {
  readonly role: 'log' | 'witness'
  readonly name: string
  readonly verifier: string
  readonly url?: string | null
}

export const listPeers = (pool: Pool): Promise<Peer[]> =>
  pool.query<Peer>('select role, name, verifier, url from trust.peer order by role, name')

/**
 * From now on, a log is watched over, or a witness is asked.
 *
 * @param url of a witness: what `/add-checkpoint` is put behind; of a log: where its node answers, or nothing
 */
export async function addPeer(pool: Pool, draft: { readonly verifier: string; readonly url?: string }): Promise<Peer> {
  const { verifier, url } = draft
  const { name, type } = readVerifier(verifier)
  if (type === 'witness' && url === undefined)
    throw new Invalid('Of a witness, say where it answers: its url, behind which /add-checkpoint is put.')
  if (url !== undefined && !['http:', 'https:'].includes(URL.parse(url)?.protocol ?? ''))
    throw new Invalid('The url must begin with http:// or https://.')
  return pool.transaction(async (tx) => {
    const [known] = await tx.query<Peer>('select verifier from trust.peer where role = $1 and name = $2', [type, name])
    if (known !== undefined && known.verifier !== verifier)
      throw new Conflict(`${name} is known with another key. Remove it first.`)
    await tx.query(
      `insert into trust.peer (role, name, verifier, url) values ($1, $2, $3, $4)
      on conflict (role, name) do update set url = excluded.url`,
      [type, name, verifier, url ?? null],
    )
    await record(tx, entryOf('add-peer', `${type}/${name}`, { verifier, ...(url !== undefined && { url }) }))
    return { role: type, name, verifier, ...(url !== undefined && { url }) }
  })
}

/** @returns whether there was one */
export const removePeer = (pool: Pool, role: Peer['role'], name: string): Promise<boolean> =>
  pool.transaction(async (tx) => {
    const gone = await tx.query('delete from trust.peer where role = $1 and name = $2 returning 1', [role, name])
    if (gone.length > 0) await record(tx, entryOf('remove-peer', `${role}/${name}`))
    return gone.length > 0
  })

function readVerifier(text: string) {
  try {
    return parseVerifier(text)
  } catch (error) {
    throw new Invalid((error as Error).message)
  }
}

const entryOf = (action: string, resource: string, detail?: { readonly verifier: string; readonly url?: string }) =>
  ({
    kind: 'policy',
    actor: { kind: 'operator', id: 'operator' },
    subjects: [],
    action,
    resource,
    categories: ['public'],
    decision: 'allow',
    reason: 'An operator says which nodes watch over one another.',
    ...(detail !== undefined && { detail }),
  }) as const
