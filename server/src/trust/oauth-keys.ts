import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

type Jwks = { readonly keys: JsonWebKey[] }

/**
 * The keys in `oauth-keys.json` of the data folder with which the provider signs, readable by the owner alone; made at the first
 * start. Servers that stand for one node must have the same.
 */
export async function loadOauthKeys(dataDir: string): Promise<Jwks> {
  const file = join(dataDir, 'oauth-keys.json')
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  const keys = text === undefined ? await makeKeys(file) : (JSON.parse(text) as Jwks)
  if (!Array.isArray(keys.keys) || keys.keys.length === 0)
    throw new Error(`${file} holds no keys; remove it to have new ones made, with which apps must fetch them anew`)
  return keys
}

/** RS256 is what every client must understand (OpenID Connect Core §15.1), ES256 what is shorter. Written aside and renamed. */
async function makeKeys(file: string): Promise<Jwks> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const named = (key: JsonWebKey, alg: string) => ({ ...key, alg, use: 'sig', kid: randomBytes(9).toString('base64url') })
  const keys: Jwks = { keys: [named(rsa, 'RS256'), named(ec, 'ES256')] }
  const draft = `${file}.new`
  const handle = await open(draft, 'w', 0o600)
  await handle.chmod(0o600)
  await handle.writeFile(`${JSON.stringify(keys)}\n`)
  await handle.sync()
  await handle.close()
  await rename(draft, file)
  return keys
}
