import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { type Clock, type Db, type Pool, SetupProblem } from '#kernel'

/** With this a department signs. */
export type Signer = { readonly department: string; readonly kid: string; readonly key: KeyObject }

/** The signer of a department, whose public key has been published before it is answered. */
export type Signers = (department: string) => Promise<Signer>

/**
 * 32 random bytes from which the key of each department is derived; the file is made when it is missing, readable by its owner alone.
 * Servers of a group may share it or have one each: whatever any of them signs is verified by the keys in the database.
 *
 * @throws {SetupProblem} when the file holds something else
 */
export async function loadExchangeSecret(file: string): Promise<Buffer> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new SetupProblem(`The key in ${file} cannot be read: ${cause.message}.`, { cause })
  })
  if (text === undefined) return makeSecret(file)
  const secret = Buffer.from(text.trim(), 'base64url')
  if (secret.length !== 32) throw new SetupProblem(`${file} holds no key for the exchange; remove it to have a new one made.`)
  return secret
}

/** Written aside and renamed, so that no crash leaves half a key. */
async function makeSecret(file: string): Promise<Buffer> {
  const secret = randomBytes(32)
  const draft = `${file}.new`
  const handle = await open(draft, 'w', 0o600)
  await handle.chmod(0o600)
  await handle.writeFile(`${secret.toString('base64url')}\n`)
  await handle.sync()
  await handle.close()
  await rename(draft, file)
  return secret
}

export function createSigners(pool: Pool, secret: Buffer, clock: Clock): Signers {
  const kept = new Map<string, Promise<Signer>>()
  return (department) => {
    const known = kept.get(department)
    if (known !== undefined) return known
    const made = makeSigner(pool, secret, department, clock())
    kept.set(department, made)
    // What could not be published is tried again by whoever asks next.
    made.catch(() => kept.delete(department))
    return made
  }
}

async function makeSigner(pool: Pool, secret: Buffer, department: string, now: Date): Promise<Signer> {
  const key = deriveSigningKey(secret, department)
  const jwk = await exportJWK(createPublicKey(key))
  const kid = await calculateJwkThumbprint(jwk)
  await pool.query(
    'insert into exchange.signing_key (kid, department, jwk, since) values ($1, $2, $3, $4) on conflict (kid) do nothing',
    [kid, department, JSON.stringify(jwk), now],
  )
  return { department, kid, key }
}

/** PKCS #8 of an Ed25519 key before its 32 bytes (RFC 8410 §7). */
const head = Buffer.from('302e020100300506032b657004220420', 'hex')

function deriveSigningKey(secret: Buffer, department: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', `datong department ${department}`, 32))
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' })
}

export type PublishedKey = JWK & { readonly kid: string; readonly department: string }

/** The public keys of all departments that ever signed here, as in a JWK Set (RFC 7517). */
export async function publishedKeys(db: Db): Promise<readonly PublishedKey[]> {
  const rows = await db.query<{ kid: string; department: string; jwk: JWK }>(
    'select kid, department, jwk from exchange.signing_key order by since, kid',
  )
  return rows.map(({ kid, department, jwk }) => ({ ...jwk, kid, department, alg: 'EdDSA', use: 'sig' }))
}

export async function publishedKey(db: Db, kid: string): Promise<{ readonly department: string; readonly jwk: JWK } | undefined> {
  const [row] = await db.query<{ department: string; jwk: JWK }>(
    'select department, jwk from exchange.signing_key where kid = $1',
    [kid],
  )
  return row
}
