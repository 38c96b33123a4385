import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { SetupProblem } from '#kernel'
import { createSigner, parseSigner, type SignatureType, type Signer, writeSigner } from './checkpoint-note.ts'

/**
 * The keys of a file, one a line, the newest last; made with one key when it is missing, readable by its owner alone.
 *
 * @param name of a new key; eight random digits are put behind it, so that no two nodes have the same
 * @throws {SetupProblem} when the file holds something else
 */
export async function loadKeys(file: string, name: string, type: SignatureType): Promise<Signer[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new SetupProblem(`The keys in ${file} cannot be read: ${cause.message}.`, { cause })
  })
  if (text === undefined) {
    const made = [createSigner(`${name}-${randomBytes(4).toString('hex')}`, type, randomBytes(32))]
    await saveKeys(file, made)
    return made
  }
  try {
    const keys = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseSigner)
    if (keys.length === 0 || keys.some((key) => key.type !== type)) throw new Error(`it needs a key of a ${type}`)
    return keys
  } catch (cause) {
    throw new SetupProblem(`${file} holds no key that could be used: ${(cause as Error).message}.`, { cause })
  }
}

/** Written aside and renamed, so that no crash leaves half a key. */
export async function saveKeys(file: string, keys: readonly Signer[]): Promise<void> {
  const draft = `${file}.new`
  await rm(draft, { force: true })
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(keys.map((key) => `${writeSigner(key)}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
